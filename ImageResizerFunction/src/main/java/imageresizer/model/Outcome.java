package imageresizer.model;

import static java.util.Objects.requireNonNull;

import imageresizer.picture.PictureFormat;
import imageresizer.picture.RenditionSpec;
import imageresizer.picture.Size;
import imageresizer.reason.Reason;
import imageresizer.reason.ReasonCode;
import java.time.Duration;
import java.util.List;

/** How an event ended. A transient fault is no outcome: it is thrown, so that Lambda tries again. */
public sealed interface Outcome {

    Upload upload();

    /** The outcome's word in logs, manifests and message attributes. */
    String word();

    /** An end that people hear of and that the manifest keeps. */
    sealed interface Final extends Outcome {

        /** What is in the output bucket. */
        List<StoredRendition> renditions();

        /** Its keys. */
        default List<String> keys() {
            return renditions().stream().map(StoredRendition::key).toList();
        }
    }

    /**
     * Renditions are stored: all of them, or at least one.
     *
     * @param format of the upload
     * @param size of the upload in pixels, upright
     * @param missing what can't be made of this picture
     * @param engine which engine made the renditions
     * @param took from the event's arrival until the last rendition was stored
     */
    record Resized(
            Upload upload,
            PictureFormat format,
            Size size,
            List<StoredRendition> renditions,
            List<Missing> missing,
            String engine,
            Duration took)
            implements Final {

        public Resized {
            requireNonNull(upload);
            requireNonNull(format);
            requireNonNull(size);
            renditions = List.copyOf(renditions);
            missing = List.copyOf(missing);
            requireNonNull(engine);
            requireNonNull(took);
        }

        /** Whether something is missing. */
        public boolean isPartial() {
            return !missing.isEmpty();
        }

        @Override
        public String word() {
            return isPartial() ? "PARTIAL" : "RESIZED";
        }
    }

    /**
     * A rendition that can't be made, ever.
     *
     * @param name of its spec
     * @param reason for the person who uploaded the picture
     */
    record Missing(String name, PictureFormat format, Reason reason) {

        public Missing {
            requireNonNull(name);
            requireNonNull(format);
            requireNonNull(reason);
        }

        public static Missing tooLong(RenditionSpec spec, Size size) {
            return new Missing(
                    spec.name(),
                    spec.format(),
                    Reason.of(
                            ReasonCode.RENDITION_TOO_LONG,
                            size.width(),
                            size.height(),
                            spec.format().displayName(),
                            spec.format().longestSide()));
        }
    }

    /**
     * A permanent fault of the file: no retry can help.
     *
     * @param reason for the person who uploaded it: what is wrong and what to do
     */
    record Rejected(Upload upload, Reason reason) implements Final {

        public Rejected {
            requireNonNull(upload);
            requireNonNull(reason);
        }

        @Override
        public String word() {
            return "REJECTED";
        }

        @Override
        public List<StoredRendition> renditions() {
            return List.of();
        }
    }

    /**
     * Nothing was left to do.
     *
     * @param reason for the log
     */
    record Skipped(Upload upload, String reason) implements Outcome {

        public static final String DONE = "it is done already; to have it done again, delete its manifest";
        public static final String OVERTAKEN = "a newer upload of this key has taken its place";

        public Skipped {
            requireNonNull(upload);
            requireNonNull(reason);
        }

        @Override
        public String word() {
            return "SKIPPED";
        }
    }

    /**
     * The upload is gone, and so is what was made of it.
     *
     * @param upload of which the manifest told
     * @param objects how many were removed from the output bucket
     */
    record Removed(Upload upload, int objects) implements Outcome {

        public Removed {
            requireNonNull(upload);
        }

        @Override
        public String word() {
            return "REMOVED";
        }
    }
}
