package imageresizer.local.page;

/** Polls what does not report its changes. */
final class StatePoller {

    private final StackControls stack;
    private final ChangeFeed feed;

    StatePoller(StackControls stack, ChangeFeed feed) {
        this.stack = stack;
        this.feed = feed;
    }

    /** Puts the present state of everything into the feed, which passes on what has changed. */
    void poll() {
        put("faults", stack.faults().report());
        put("dead-letters", stack.deadLetters());
        put("subscriptions", stack.subscriptions());
        put("settings", stack.settings().stream().map(SettingView::of).toList());
    }

    private void put(String type, Object state) {
        feed.put(type, "", state);
    }
}
