"""The local stack under the real AWS CLI: uploads that are hard to get right, one mail each, a backfill, and a clean end.

Starts `./local up` on free ports, uploads with `aws s3 cp`, reads the mails by IMAP, and stops the stack by Ctrl-C.
"""

import pathlib
import re
import signal
import subprocess
import tempfile

from shared.local_stack import Aws, LocalStack, listeners, running
from shared.proof import ROOT, Failure, expect, main, proved, wait_for
from shared.sam import need

SAMPLE = ROOT / "events" / "sample.jpg"


def twenty_megabytes(folder):
    """The sample photograph with 20 MB of comments before the picture, as some cameras and editors write them."""
    photograph = SAMPLE.read_bytes()
    comment = b"\xff\xfe" + (65535).to_bytes(2, "big") + b"." * 65533
    file = folder / "twenty megabytes.jpg"
    file.write_bytes(photograph[:2] + comment * (20_000_000 // len(comment) + 1) + photograph[2:])
    return file


def backfill(aws, *arguments):
    command = [ROOT / "backfill", *arguments]
    return subprocess.run(command, env=aws.environment, text=True, capture_output=True, timeout=900, check=False)


def renditions(aws, bucket):
    return [key for key in aws.objects(bucket) if not key.startswith(".image-resizer/")]


def backfill_catches_up(stack, aws, folder):
    """All that was made is lost, of forty pictures and of those that were uploaded before."""
    count = 40
    upload_to, renditions_in = stack.input_bucket, stack.output_bucket
    pictures = folder / "pictures"
    (pictures / "old").mkdir(parents=True)
    for number in range(count):
        (pictures / "old" / f"{number} 旅行+100%.jpg").write_bytes(SAMPLE.read_bytes())

    def mailed(mails):
        numbers = [re.match(r"(\d+) pictures: ", subject) for subject, _ in mails]
        return sum(int(number.group(1)) if number else 1 for number in numbers)

    mails = len(stack.mails())
    aws.run("s3", "cp", "--recursive", "--no-progress", str(pictures), f"s3://{upload_to}/")
    wait_for("the mails about forty pictures", lambda: mailed(stack.mails()[mails:]) == count or None)
    aws.run("s3", "rm", "--recursive", "--quiet", f"s3://{renditions_in}/")
    uploads, mails = aws.objects(upload_to), len(stack.mails())

    counted = backfill(aws, "--prefix", "old/")
    for part in (f"resize      {count} pictures", f"{4 * count} PUT and {3 * count} GET"):
        expect(part in counted.stdout, f"./backfill says {counted}")
    expect(not aws.objects(renditions_in), "counting has made something")
    command = [ROOT / "backfill", "--prefix", "old/", "--start", "--yes"]
    first = subprocess.Popen(command, env=aws.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for("the first rendition of the backfill", lambda: renditions(aws, renditions_in) or None)
    first.kill()
    first.wait()
    ended = backfill(aws, *command[1:])
    expect(ended.returncode == 0 and "is complete" in ended.stdout, f"./backfill --start ended with {ended}")
    made = len(renditions(aws, renditions_in))
    expect(made == 2 * count, f"of {count} pictures, there are {made} renditions")

    again = backfill(aws, "--start", "--yes")
    for part in ("Resized: 3\n", "Rejected: 1\n", f"Passed over: {count}\n", "Failed: 0\n"):
        expect(part in again.stdout, f"the second ./backfill --start says {again}")
    expect(again.returncode == 1, f"with a rejection, ./backfill ended with {again.returncode}")
    said = backfill(aws, "--status").stdout
    expect(f"{count + 4} of {count + 4} pictures are done, 1 of them failed; the job is Complete." in said, f"it says {said}")
    expect(aws.objects(upload_to) == uploads, "a backfill has changed the input bucket")
    wait_for("two summaries", lambda: len(stack.mails()) == mails + 2 or None)
    subjects = [subject for subject, _ in stack.mails()[mails:]]
    expect(subjects == ["Backfill of image-resizer: Complete"] * 2, f"after two backfills, the mails are {subjects}")
    proved(f"./backfill resizes {count} pictures although it is killed meanwhile, passes them over then, and mails twice")


def check(stack, folder):
    stack.when_ready()
    proved(f"./local up is ready and says where: {stack.endpoint}, IMAP on port {stack.imap}")
    stack.confirm()
    proved("the subscription is confirmed by the link in the first mail")
    upload_to, renditions_in = stack.input_bucket, stack.output_bucket

    aws = Aws(stack.endpoint)
    text = folder / "notes.txt"
    text.write_text("Milk, bread, apples.\n")
    big = twenty_megabytes(folder)
    awkward = "旅行/my photo+ü (1).jpg"
    def mails_of(key):
        return [mail for mail in stack.mails() if f"s3://{upload_to}/{key}" in mail[1]]

    def upload_and_wait(file, key):
        """Uploads that arrive within some seconds would be in one mail."""
        aws.upload(file, upload_to, key)
        wait_for(f"a mail about {key}", lambda: mails_of(key) or None)

    aws.upload(text, upload_to, "notes.txt")
    upload_and_wait(big, "twenty megabytes.jpg")
    upload_and_wait(SAMPLE, awkward)
    upload_and_wait(text, "shopping list.jpg")
    uploads = aws.objects(upload_to)
    expect(
        uploads.keys() == {"notes.txt", "twenty megabytes.jpg", awkward, "shopping list.jpg"},
        f"the input bucket lists {sorted(uploads)}",
    )
    expect(uploads["twenty megabytes.jpg"] == big.stat().st_size, "the upload in parts has another size than its file")
    proved("aws s3 cp stored a 20 MB file in parts, a key with a blank, a + and Japanese letters, and two texts")

    pictures = ["twenty megabytes.jpg", awkward, "shopping list.jpg"]

    # All effects of an upload are there when the mail of a later upload is.
    upload_and_wait(SAMPLE, "last.jpg")
    for key in [*pictures, "last.jpg"]:
        expect(len(mails_of(key)) == 1, f"{len(mails_of(key))} mails came about {key}, and one was expected")
    expect(not mails_of("notes.txt"), "a mail came about notes.txt, which is no picture by its name")
    expect(len(stack.mails()) == 5, f"five mails were expected in all, not {[subject for subject, _ in stack.mails()]}")
    for subject, _ in stack.mails():
        is_taken = subject.isascii() and subject.isprintable() and len(subject) <= 100
        expect(is_taken, f"SNS refuses the subject {subject!r}")
    for key in ["twenty megabytes.jpg", awkward, "last.jpg"]:
        expect(mails_of(key)[0][0].startswith("Resized"), f"the mail about {key} says {mails_of(key)[0][0]!r}")
    expect(
        mails_of("shopping list.jpg")[0][0].startswith("Rejected"),
        f"the mail about a text called .jpg says {mails_of('shopping list.jpg')[0][0]!r}",
    )
    proved("each picture caused exactly one mail, the text called .jpg a rejection, and the .txt none")

    stored = aws.objects(renditions_in)
    for key in ["twenty megabytes.jpg", awkward, "last.jpg"]:
        own = [name for name in stored if name.startswith(key + "/") and name.endswith(".jpg")]
        expect(len(own) >= 2, f"of {key}, the output bucket has only {own}")
        expect(all(stored[name] < SAMPLE.stat().st_size for name in own), f"a rendition of {key} is not smaller: {own}")
    for key in ["notes.txt", "shopping list.jpg"]:
        own = [name for name in stored if name.startswith(key + "/") and name.endswith(".jpg")]
        expect(not own, f"there are renditions of {key}: {own}")
    proved(f"aws s3api list-objects-v2 lists the renditions: {len(stored)} objects")

    backfill_catches_up(stack, aws, folder)

    addresses = listeners(stack.processes())
    expect(len(addresses) >= 3, f"S3, SMTP and IMAP should listen, but only {addresses} do")
    for address, port in addresses:
        expect(address.is_loopback, f"port {port} is open on {address}, for the whole network")
    proved(f"all of {', '.join(sorted(f'{address}:{port}' for address, port in addresses))} are loopback")

    processes = stack.processes()
    code = stack.stop()
    expect(code in (0, 130, -signal.SIGINT), f"./local up ended with exit code {code} after Ctrl-C")
    wait_for("the end of every process", lambda: not stack.processes() and not processes & set(running()))
    left = [file.name for file in stack.temporary.iterdir()]
    expect(not left, f"temporary files are left: {left}")
    proved("Ctrl-C ended the stack, all its processes and its temporary files")


def prove():
    need("aws", "mvn")
    with tempfile.TemporaryDirectory(prefix="aws-cli-check-") as own, tempfile.TemporaryDirectory() as temporary:
        stack = LocalStack(pathlib.Path(temporary))
        try:
            check(stack, pathlib.Path(own))
        except Failure:
            print("\n".join(["The last lines of ./local up:", *(f"  {line}" for line in stack.output[-40:])]))
            raise
        finally:
            stack.kill()


main(prove)
