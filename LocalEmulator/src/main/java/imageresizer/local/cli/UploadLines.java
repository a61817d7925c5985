package imageresizer.local.cli;

import imageresizer.local.api.UploadState;
import imageresizer.local.api.UploadView;
import imageresizer.model.PrintableText;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Prints one line for each upload once it has an outcome, and one for each attempt that failed. */
final class UploadLines implements Consumer<UploadView> {

    private static final int MOST = 1_000;

    /** What was printed last about the uploads that changed last; each is told several times. */
    private final Map<Long, String> printed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
            return size() > MOST;
        }
    };

    @Override
    public synchronized void accept(UploadView upload) {
        UploadState state = UploadState.ofOutcome(upload);
        if (!state.isLast() && state != UploadState.RETRYING) {
            return;
        }
        String said = state + " " + upload.attempts() * (state == UploadState.RETRYING ? 1 : 0);
        if (!said.equals(printed.put(upload.number(), said))) {
            System.out.println(line(state, upload));
        }
    }

    private static String line(UploadState state, UploadView upload) {
        String time = LocalTime.now(ZoneId.systemDefault())
                .format(DateTimeFormatter.ISO_LOCAL_TIME)
                .substring(0, 8);
        return String.format(Locale.ROOT, "%s  %-8s  ", time, state)
                + PrintableText.oneLine(upload.key() + "  " + detail(state, upload))
                + took(upload);
    }

    private static String detail(UploadState state, UploadView upload) {
        String failure = PictureText.failure(Objects.requireNonNullElse(upload.failure(), ""));
        return switch (state) {
            case RETRYING -> "attempt " + upload.attempts() + " failed: " + failure;
            case FAILED -> upload.attempts() + " attempts failed: " + failure + "; ./local dead-letters lists it";
            case IGNORED -> "the template calls the function for no name that ends like this one";
            default ->
                upload.manifest() == null ? PictureText.ignored(upload.ignored()) : PictureText.of(upload.manifest());
        };
    }

    private static String took(UploadView upload) {
        Long begin = upload.times().uploaded() == null
                ? upload.times().queued()
                : upload.times().uploaded();
        Long end = upload.times().published();
        return begin == null || end == null
                ? ""
                : String.format(Locale.ROOT, "  in %.1f s", Math.max(0, end - begin) / 1000.0);
    }
}
