package imageresizer.local.cli;

/** The command can't go on; its message is one sentence for the person who typed it. */
final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    CommandFailure(String sentence) {
        super(sentence);
    }
}
