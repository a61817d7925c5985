package imageresizer;

import static java.util.Objects.requireNonNull;

import imageresizer.picture.PictureHeader;
import imageresizer.storage.StoredRendition;
import java.time.Duration;
import java.util.List;

/** How an upload ended. A transient fault is no outcome: it is thrown, so that Lambda tries again. */
public sealed interface Outcome {

    Upload upload();

    /** The outcome's word in logs, manifests and message attributes. */
    String word();

    /**
     * Every rendition is stored.
     *
     * @param source what was resized
     * @param engine which engine made the renditions
     * @param took from the event's arrival until the last rendition was stored
     */
    record Resized(Upload upload, PictureHeader source, List<StoredRendition> renditions, String engine, Duration took)
            implements Outcome {

        public Resized {
            requireNonNull(upload);
            renditions = List.copyOf(renditions);
        }

        @Override
        public String word() {
            return "RESIZED";
        }
    }

    /**
     * A permanent fault of the file: no retry can help.
     *
     * @param reason for the person who uploaded it: what is wrong and what to do
     */
    record Rejected(Upload upload, String reason) implements Outcome {

        public Rejected {
            requireNonNull(upload);
            requireNonNull(reason);
        }

        @Override
        public String word() {
            return "REJECTED";
        }
    }

    /**
     * Nothing was left to do.
     *
     * @param reason for the log
     */
    record Skipped(Upload upload, String reason) implements Outcome {

        public Skipped {
            requireNonNull(upload);
            requireNonNull(reason);
        }

        @Override
        public String word() {
            return "SKIPPED";
        }
    }
}
