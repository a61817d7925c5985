package imageresizer.notification;

import imageresizer.reason.Language;
import imageresizer.reason.Translated;
import java.util.List;
import java.util.Locale;

/** Everything that a mail says besides reasons. Subjects are not among it: SNS takes only ASCII, so they are English. */
enum Phrase implements Translated {
    RESIZED("{name} was resized.", "{name} を縮小しました。"),
    PARTIAL("{name} was resized, but not every rendition could be made.", "{name} を縮小しましたが、作成できなかった縮小画像があります。"),
    REJECTED(
            "{name} was rejected. No rendition was made, and the upload was left unchanged.",
            "{name} は縮小できませんでした。縮小画像は作成されていません。アップロードされたファイルはそのまま残っています。"),
    UPLOAD("Upload: {uri}", "アップロード: {uri}"),
    PICTURE("{format}, {width} x {height} pixels, {bytes}", "{format}、{width} × {height} ピクセル、{bytes}"),
    RENDITIONS("Renditions, made in {seconds} s:", "縮小画像 ({seconds} 秒で作成):"),
    RENDITION(
            "{name}: {format}, {width} x {height} pixels, {bytes}", "{name}: {format}、{width} × {height} ピクセル、{bytes}"),
    MISSING("{name} as {format} is missing. {reason}", "{name} ({format}) は作成できませんでした。{reason}"),
    MORE("… and {count} more.", "…ほか {count} 件あります。"),

    PROCESSED("{count} pictures were processed: {outcomes}.", "{count} 件の画像を処理しました({outcomes})。"),
    COUNT_RESIZED("{count} resized", "縮小 {count} 件"),
    COUNT_PARTIAL("{count} partly resized", "一部のみ縮小 {count} 件"),
    COUNT_REJECTED("{count} rejected", "縮小不可 {count} 件"),
    SEPARATOR(", ", "、"),
    BEFORE("Resized uploads in total: {pixels}, {bytes}.", "縮小した元の画像の合計: {pixels}、{bytes}"),
    AFTER("Renditions in total: {count} files, {pixels}, {bytes}.", "縮小画像の合計: {count} 個、{pixels}、{bytes}"),
    SAVED("Saved: {bytes}, {percent}%.", "削減できた容量: {bytes} ({percent}%)"),
    GROWN("The renditions are {bytes} larger than the uploads.", "縮小画像の合計は、元の画像の合計より {bytes} 大きくなりました。"),
    FIRST("First by name: {key}", "名前順で最初: {key}"),
    LAST("Last by name: {key}", "名前順で最後: {key}"),
    BUCKET("The renditions are in the bucket {bucket}:", "縮小画像はバケット {bucket} にあります:"),
    DASHBOARD("Dashboard: {url}", "ダッシュボード: {url}"),
    PROBLEMS("What could not be resized, or only in part:", "縮小できなかった画像と、一部しか縮小できなかった画像:"),
    PROBLEM_REJECTED("{key} was rejected.", "{key} は縮小できませんでした。"),
    PROBLEM_PARTIAL("{key} was partly resized.", "{key} は一部だけ縮小しました。"),

    PIXELS("{count} pixels", "{count} ピクセル"),
    MEGAPIXELS("{count} megapixels", "{count} メガピクセル"),
    BYTES("{count} bytes", "{count} バイト");

    private final String english;
    private final String japanese;

    Phrase(String english, String japanese) {
        this.english = english;
        this.japanese = japanese;
    }

    @Override
    public String template(Language language) {
        return language.choose(english, japanese);
    }

    /** The phrase with the values of its parameters. */
    String in(Language language, Object... arguments) {
        return text(language, List.of(arguments));
    }

    static String pixels(Language language, long pixels) {
        return pixels < 1_000_000
                ? PIXELS.in(language, pixels)
                : MEGAPIXELS.in(language, String.format(Locale.ROOT, "%,.1f", pixels / 1e6));
    }

    static String bytes(Language language, long bytes) {
        if (bytes < 1000) {
            return BYTES.in(language, bytes);
        }
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        }
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%,.1f GB", bytes / 1e9);
    }
}
