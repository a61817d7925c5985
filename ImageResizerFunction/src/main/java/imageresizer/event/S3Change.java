package imageresizer.event;

import imageresizer.model.Upload;
import java.time.Instant;

/** What an event says of an object. */
public sealed interface S3Change {

    /** The object that it is about. */
    Upload upload();

    record ObjectCreated(Upload upload) implements S3Change {}

    record ObjectRemoved(Removal removal) implements S3Change {

        @Override
        public Upload upload() {
            return removal.gone();
        }
    }

    /**
     * A backfill job lists it.
     *
     * @param upload its key
     * @param isRedo whether what was made with other settings is made again
     * @param before what was uploaded later has an event of its own
     */
    record Listed(Upload upload, boolean isRedo, Instant before) implements S3Change {}

    /** Something that leaves the object's content as it is. */
    record Other(Upload upload, String eventName) implements S3Change {}
}
