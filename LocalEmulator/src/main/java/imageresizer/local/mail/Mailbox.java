package imageresizer.local.mail;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.imap.commands.IdRange;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.FolderListener;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import imageresizer.local.gateway.PortUnavailableException;
import jakarta.mail.Flags;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A mail server for this machine: SMTP takes mail for any address and never forwards it; IMAP lets anybody in, under
 * any address as the login and with any password. Mails live in memory. Thread-safe.
 */
public final class Mailbox implements AutoCloseable {
    private static final int SERVER_START_MILLIS = 10_000;

    private final GreenMail server;
    private final List<MailListener> listeners = new CopyOnWriteArrayList<>();
    private final Set<GreenMailUser> watched = new HashSet<>();
    private final Lock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("mail-events").daemon().factory());

    private Mailbox(GreenMail server) {
        this.server = server;
    }

    /**
     * Starts both servers on 127.0.0.1.
     *
     * @param smtpPort the port, or 0 for any free one
     * @param imapPort the port, or 0 for any free one
     * @throws PortUnavailableException if a port is in use or may not be used
     */
    public static Mailbox start(int smtpPort, int imapPort) {
        checkFree("SMTP", smtpPort);
        checkFree("IMAP", imapPort);
        var smtp = new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        var imap = new ServerSetup(imapPort, "127.0.0.1", ServerSetup.PROTOCOL_IMAP);
        smtp.setServerStartupTimeout(SERVER_START_MILLIS);
        imap.setServerStartupTimeout(SERVER_START_MILLIS);
        var server = new GreenMail(new ServerSetup[] {smtp, imap});
        server.withConfiguration(GreenMailConfiguration.aConfig().withDisabledAuthentication());
        var mailbox = new Mailbox(server);
        server.getUserManager().setMessageDeliveryHandler((message, address) -> mailbox.owner(address.getEmail()));
        server.start();
        return mailbox;
    }

    /** GreenMail would report it only on a thread of its own. */
    private static void checkFree(String server, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new PortUnavailableException(server, port, e);
        }
    }

    private GreenMailUser owner(String address) throws UserException {
        lock.lock();
        try {
            UserManager users = server.getUserManager();
            GreenMailUser known = users.getUserByEmail(address);
            GreenMailUser owner = known == null ? users.createUser(address, address, address) : known;
            if (watched.add(owner)) {
                inbox(owner).addListener(new Arrivals(owner));
            }
            return owner;
        } finally {
            lock.unlock();
        }
    }

    public int smtpPort() {
        return server.getSmtp().getPort();
    }

    public int imapPort() {
        return server.getImap().getPort();
    }

    /** Reports every mail from now on to a listener. */
    public void listen(MailListener listener) {
        listeners.add(listener);
    }

    /** Returns the mails of every inbox, an inbox's oldest first. */
    public List<ReceivedMail> mails() {
        return server.getUserManager().listUser().stream()
                .flatMap(user -> inbox(user).getNonDeletedMessages().stream()
                        .map(stored -> MailReader.read(user.getEmail(), stored)))
                .toList();
    }

    /** Waits for a mail, which may be there already. Empty if there is none when the time is over. */
    public Optional<ReceivedMail> await(Predicate<ReceivedMail> wanted, Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (true) {
                Optional<ReceivedMail> found = mails().stream().filter(wanted).findFirst();
                if (found.isPresent() || nanos <= 0) {
                    return found;
                }
                nanos = arrival.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Deletes a mail; nothing happens if it is gone already. */
    public void delete(ReceivedMail mail) {
        GreenMailUser user = server.getUserManager().getUserByEmail(mail.mailbox());
        if (user != null) {
            MailFolder inbox = inbox(user);
            StoredMessage stored = inbox.getMessage(mail.uid());
            if (stored != null) {
                stored.setFlag(Flags.Flag.DELETED, true);
                inbox.expunge(new IdRange[] {new IdRange(mail.uid())});
            }
        }
    }

    private MailFolder inbox(GreenMailUser user) {
        try {
            return server.getManagers().getImapHostManager().getInbox(user);
        } catch (FolderException e) {
            throw new IllegalStateException("The inbox of " + user.getEmail() + " cannot be opened.", e);
        }
    }

    /** Stops both servers and forgets every mail. */
    @Override
    public void close() {
        server.stop();
        thread.shutdown();
    }

    /** Sees what happens in one inbox. */
    private final class Arrivals implements FolderListener {
        private final GreenMailUser owner;

        Arrivals(GreenMailUser owner) {
            this.owner = owner;
        }

        @Override
        public void added(int number) {
            StoredMessage stored = inbox(owner).getMessages().get(number - 1);
            thread.execute(() -> {
                ReceivedMail mail = MailReader.read(owner.getEmail(), stored);
                listeners.forEach(listener -> listener.onMail(mail));
            });
            lock.lock();
            try {
                arrival.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void expunged(int number) {}

        @Override
        public void flagsUpdated(int number, Flags flags, @Nullable Long uid) {}

        @Override
        public void mailboxDeleted() {}
    }
}
