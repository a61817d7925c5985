package imageresizer.event;

import imageresizer.model.Upload;

/** What an event says has happened to an object. */
public sealed interface S3Change {

    /** The object that it happened to. */
    Upload upload();

    record ObjectCreated(Upload upload) implements S3Change {}

    record ObjectRemoved(Removal removal) implements S3Change {

        @Override
        public Upload upload() {
            return removal.gone();
        }
    }

    /** Something that leaves the object's content as it is. */
    record Other(Upload upload, String eventName) implements S3Change {}
}
