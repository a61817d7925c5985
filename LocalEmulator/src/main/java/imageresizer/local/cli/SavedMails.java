package imageresizer.local.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import imageresizer.local.api.StackReport;
import imageresizer.local.api.UploadReport.SentMail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The mails about some uploads, as files. */
final class SavedMails {

    private final Path folder;
    private final StackReport stack;
    private final Collection<String> keys;

    /**
     * @param folder where they are saved
     * @param keys of the uploads
     */
    SavedMails(Path folder, StackReport stack, Collection<String> keys) {
        this.folder = folder;
        this.stack = stack;
        this.keys = keys;
    }

    /**
     * A mail counts an upload if it names its key or, as a mail about many uploads does not name each of them, one of
     * the stack's buckets.
     */
    boolean counts(SentMail mail) {
        return !named(mail).isEmpty()
                || mail.text().contains(stack.inputBucket())
                || mail.text().contains(stack.outputBucket());
    }

    /** The keys that a mail names; not those that are only a part of another one. */
    private List<String> named(SentMail mail) {
        List<String> named = keys.stream()
                .filter(key -> mail.text().contains(key) || mail.subject().contains(key))
                .toList();
        return named.stream()
                .filter(key -> named.stream().noneMatch(other -> other.length() > key.length() && other.contains(key)))
                .toList();
    }

    /** Saves mails, each under the key of the upload that it is about, or as one about several, and returns the files. */
    List<Path> save(List<SentMail> mails) throws IOException {
        List<Path> saved = new ArrayList<>();
        for (SentMail mail : mails) {
            List<String> named = named(mail);
            String name = keys.size() == 1 ? keys.iterator().next() : named.size() == 1 ? named.getFirst() : "several";
            Path file = UploadCommand.below(folder, name + ".eml");
            for (int number = 2; saved.contains(file); number++) {
                file = UploadCommand.below(folder, name + "." + number + ".eml");
            }
            Files.createDirectories(file.getParent());
            Files.writeString(file, mail.raw(), ISO_8859_1);
            saved.add(file);
        }
        return saved;
    }
}
