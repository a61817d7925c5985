package imageresizer.reason;

/**
 * Every reason for which a picture or a rendition can't be made, with its sentence in English and in Japanese.
 *
 * <p>A new reason is one constant. Manifests keep the names of constants: do not rename them.
 */
public enum ReasonCode implements Translated {
    EMPTY_FILE(
            "The file is empty. Upload a JPEG, PNG, WebP, GIF, TIFF, AVIF or HEIC file.",
            "ファイルが空です。JPEG、PNG、WebP、GIF、TIFF、AVIF、HEIC のいずれかのファイルをアップロードしてください。"),
    NOT_A_PICTURE(
            "The file is not a picture: its content matches no supported format, even if its name does."
                    + " Upload a JPEG, PNG, WebP, GIF, TIFF, AVIF or HEIC file.",
            "このファイルは画像ではありません。拡張子にかかわらず、内容が対応形式のどれにも当てはまりません。"
                    + "JPEG、PNG、WebP、GIF、TIFF、AVIF、HEIC のいずれかのファイルをアップロードしてください。"),
    UNREADABLE_FORMAT(
            "The file's format is {format}, even if its name says otherwise. This function does not read it. Save or"
                    + " export it as JPEG, PNG or WebP and upload the new file.",
            "このファイルの形式は {format} です (拡張子は関係ありません)。この形式は読み取れません。"
                    + "JPEG、PNG、WebP のいずれかで保存するか書き出して、そのファイルをアップロードしてください。"),
    DAMAGED(
            "The file starts like {format}, but it cannot be decoded. It is damaged, incomplete or of an unusual kind."
                    + " Open it in a photo program, save it again and upload the new file.",
            "ファイルの先頭は {format} 画像ですが、読み取れません。破損しているか、途中で切れているか、特殊な形式です。" + "画像編集ソフトで開いて保存し直し、そのファイルをアップロードしてください。"),
    INCOMPLETE(
            "The file is incomplete: only {percent}% of the picture is there. Its transfer may have been cut short."
                    + " Upload it again from the original.",
            "ファイルが不完全です。画像の {percent}% しか含まれていません。転送が途中で切れた可能性があります。" + "元のファイルからもう一度アップロードしてください。"),
    COLOURS_MISSING(
            "The file is incomplete: some of the picture's colours are missing. Its transfer may have been cut short."
                    + " Upload it again from the original.",
            "ファイルが不完全です。画像の色の一部が欠けています。転送が途中で切れた可能性があります。" + "元のファイルからもう一度アップロードしてください。"),
    FILE_TOO_LARGE(
            "The file has {bytes} bytes; this function reads at most {maxBytes}. Save the picture with fewer pixels,"
                    + " or in a format that compresses better.",
            "ファイルの大きさは {bytes} バイトです。読み込めるのは {maxBytes} バイトまでです。" + "画素数を減らすか、圧縮率の高い形式で保存してください。"),
    NO_PIXELS(
            "The picture's header says {width} x {height} pixels, so there is nothing to show. Save it again with a"
                    + " photo program and upload the new file.",
            "ヘッダーに記録された大きさが {width} × {height} ピクセルのため、表示できるものがありません。" + "画像編集ソフトで保存し直し、そのファイルをアップロードしてください。"),
    TOO_MANY_PIXELS(
            "The picture has {width} x {height} pixels; this function accepts at most {maxPixels}. Make it smaller, or"
                    + " raise MaxPixels.",
            "画像の大きさは {width} × {height} ピクセルです。受け付けられるのは合計 {maxPixels} ピクセルまでです。" + "画像を小さくするか、MaxPixels を大きくしてください。"),
    SIDE_TOO_LONG(
            "The picture has {width} x {height} pixels; each side may have at most {maxSide}. Crop it or make it"
                    + " smaller.",
            "画像の大きさは {width} × {height} ピクセルです。一辺は {maxSide} ピクセルまでです。" + "切り抜くか、小さくしてください。"),
    TOO_MANY_FRAMES(
            "The animation has more than {maxFrames} frames, the most that this function accepts. Shorten it.",
            "アニメーションのフレーム数が上限の {maxFrames} を超えています。短くしてください。"),
    NOT_ENOUGH_MEMORY(
            "The picture ({format}, {width} x {height} pixels) needs about {megabytes} MB of memory; this function has"
                    + " {available} MB. Make it smaller, or set MemorySize to at least {megabytes}.",
            "{width} × {height} ピクセルの {format} 画像には約 {megabytes} MB のメモリが必要ですが、この関数のメモリは {available} MB です。"
                    + "画像を小さくするか、MemorySize を {megabytes} 以上にしてください。"),
    TOO_LARGE_FOR_LAMBDA(
            "The picture ({format}, {width} x {height} pixels) needs about {megabytes} MB of memory; no Lambda function"
                    + " has more than {maxMegabytes}. Make it smaller.",
            "{width} × {height} ピクセルの {format} 画像には約 {megabytes} MB のメモリが必要ですが、"
                    + "Lambda 関数のメモリは最大でも {maxMegabytes} MB です。画像を小さくしてください。"),
    FILE_NEEDS_MEMORY(
            "The file has {size} MB and needs about {megabytes} MB of memory; this function has {available} MB. Save it"
                    + " with stronger compression, or set MemorySize to at least {megabytes}.",
            "{size} MB のファイルには約 {megabytes} MB のメモリが必要ですが、この関数のメモリは {available} MB です。"
                    + "圧縮率を上げて保存するか、MemorySize を {megabytes} 以上にしてください。"),
    ANIMATION_TOO_LARGE(
            "The animation has {frames} frames with {pixels} pixels in all; this function keeps at most {maxPixels}"
                    + " moving. Make it smaller or shorter.",
            "アニメーションは {frames} フレーム、合計 {pixels} ピクセルです。動きを残せるのは合計 {maxPixels} ピクセルまでです。" + "小さくするか、短くしてください。"),
    JPEG_ARITHMETIC_TOO_LARGE(
            "The JPEG file uses arithmetic coding and has {bytes} bytes; this function decodes at most {maxBytes} of"
                    + " that. Save it with a photo program as an ordinary JPEG.",
            "この JPEG ファイルは算術符号化で {bytes} バイトあります。復号できるのは {maxBytes} バイトまでです。" + "画像編集ソフトで通常の JPEG として保存し直してください。"),
    RENDITION_TOO_LONG(
            "It would have {width} x {height} pixels, and {format} allows at most {maxSide} on a side.",
            "{width} × {height} ピクセルになりますが、{format} 画像の一辺は {maxSide} ピクセルまでです。"),
    AVIF_NEEDS_LIBVIPS(
            "The file is an AVIF picture. Reading it needs the native library libvips, which is not installed. Save it"
                    + " as JPEG or WebP and upload that.",
            "このファイルは AVIF 画像です。読み取りにはネイティブライブラリ libvips が必要ですが、インストールされていません。"
                    + "JPEG か WebP で保存し、そのファイルをアップロードしてください。"),
    AVIF_BOX_MISSING(
            "The file starts like an AVIF picture, but its header lacks the box \"{box}\". It is damaged. Save it again"
                    + " and upload the new file.",
            "ファイルの先頭は AVIF 画像ですが、ヘッダーにボックス「{box}」がありません。破損しています。" + "保存し直し、そのファイルをアップロードしてください。"),
    HEIC_NEEDS_LIBHEIF(
            "The file is a HEIC picture, the format of iPhones. Reading it needs the native libraries of the layers"
                + " HeifLayer and LibvipsLayer, and one of them is not installed. Save the picture as JPEG and upload"
                + " that, or deploy the stack with both layers.",
            "このファイルは HEIC 画像 (iPhone の形式) です。読み取りには HeifLayer と LibvipsLayer の両レイヤーのネイティブライブラリが必要ですが、"
                    + "一方がインストールされていません。JPEG で保存してアップロードするか、両レイヤーを付けてスタックをデプロイしてください。"),
    HEIC_BOX_MISSING(
            "The file starts like a HEIC picture, but its header lacks the box \"{box}\". It is damaged. Save it again"
                    + " and upload the new file.",
            "ファイルの先頭は HEIC 画像ですが、ヘッダーにボックス「{box}」がありません。破損しています。" + "保存し直し、そのファイルをアップロードしてください。"),
    TOO_MANY_PARTS(
            "The picture ({format}) is put together from {parts} parts with {pixels} pixels in all; this function"
                    + " decodes at most {maxPixels}. Save it again with a photo program, or raise MaxPixels.",
            "この {format} 画像は {parts} 個の部分、合計 {pixels} ピクセルからできています。復号できるのは {maxPixels} ピクセルまでです。"
                    + "画像編集ソフトで保存し直すか、MaxPixels を大きくしてください。"),
    GIF_WITHOUT_FRAME(
            "The file starts like a GIF picture, but it contains no frame. It is damaged. Save it again and upload the"
                    + " new file.",
            "ファイルの先頭は GIF 画像ですが、フレームがありません。破損しています。" + "保存し直し、そのファイルをアップロードしてください。"),
    GIF_FRAME_SIZE(
            "The GIF's first frame says {width} x {height} pixels. It is damaged. Save it again and upload the new"
                    + " file.",
            "GIF の最初のフレームの大きさが {width} × {height} ピクセルと記録されています。破損しています。" + "保存し直し、そのファイルをアップロードしてください。"),
    GIF_FRAME_DAMAGED(
            "The beginning of the GIF's first frame is damaged. Save it again and upload the new file.",
            "GIF の最初のフレームの先頭が破損しています。保存し直し、そのファイルをアップロードしてください。"),
    JPEG_WITHOUT_PICTURE(
            "The JPEG file ends before the picture begins. Its transfer may have been cut short. Upload it again from"
                    + " the original.",
            "JPEG ファイルが、画像の始まる前に終わっています。転送が途中で切れた可能性があります。" + "元のファイルからもう一度アップロードしてください。"),
    JPEG_CHANNELS_MISSING(
            "The JPEG file contains {found} of the {announced} colour channels that its header announces. It is"
                    + " damaged. Open it in a photo program, save it again and upload the new file.",
            "JPEG ファイルのヘッダーには {announced} 個の色チャンネルが記録されていますが、{found} 個しか含まれていません。"
                    + "破損しています。画像編集ソフトで開いて保存し直し、そのファイルをアップロードしてください。"),
    JPEG_CHANNELS_UNKNOWN(
            "The JPEG file has {channels} colour channels; only 1, 3 or 4 have a meaning. Open it in a photo program,"
                    + " save it again and upload the new file.",
            "JPEG ファイルの色チャンネルが {channels} 個あります。意味を持つのは 1、3、4 個だけです。" + "画像編集ソフトで開いて保存し直し、そのファイルをアップロードしてください。"),
    JPEG_CONTRADICTORY(
            "The parts of the JPEG file contradict each other. It is damaged. Open it in a photo program, save it again"
                    + " and upload the new file.",
            "JPEG ファイルの内容に矛盾があります。破損しています。" + "画像編集ソフトで開いて保存し直し、そのファイルをアップロードしてください。"),
    JPEG_CODING(
            "The JPEG file uses arithmetic or hierarchical coding, which few programs can read. Open it in a photo"
                    + " program, save it again and upload the new file.",
            "JPEG ファイルに、ほとんどのソフトが読み取れない算術符号化または階層符号化が使われています。" + "画像編集ソフトで開いて保存し直し、そのファイルをアップロードしてください。"),
    JPEG_BITS(
            "The JPEG file has {bits} bits per colour; this function reads 8. Save it with 8 bits and upload the new"
                    + " file.",
            "JPEG ファイルが各色 {bits} ビットです。読み取れるのは 8 ビットだけです。" + "8 ビットで保存し直し、そのファイルをアップロードしてください。"),
    JPEG_TOO_MANY_SCANS(
            "The JPEG file has more than {maxScans} scans, more than programs write. Open it in a photo program, save"
                    + " it again and upload the new file.",
            "JPEG ファイルのスキャン数が {maxScans} を超えています。通常のソフトはこれほど多く書き込みません。" + "画像編集ソフトで開いて保存し直し、そのファイルをアップロードしてください。"),
    PNG_TOO_MUCH_TEXT(
            "The PNG file has {bytes} bytes of compressed text; this function accepts at most {maxBytes}. Save it"
                    + " without comments and metadata and upload the new file.",
            "PNG ファイルに圧縮テキストが {bytes} バイト含まれています。受け付けられるのは {maxBytes} バイトまでです。"
                    + "コメントとメタデータを付けずに保存し、そのファイルをアップロードしてください。"),
    TIFF_TOO_MANY_SAMPLES(
            "The TIFF picture has {samples} samples per pixel; this function accepts at most {maxSamples}. Save it in"
                    + " RGB or CMYK and upload the new file.",
            "TIFF 画像の 1 ピクセル当たりのサンプル数が {samples} です。受け付けられるのは {maxSamples} までです。"
                    + "RGB か CMYK で保存し、そのファイルをアップロードしてください。"),
    TIFF_SAMPLE_KIND(
            "The TIFF picture has signed or floating-point samples, or more than 16 bits per sample, and programs"
                    + " disagree on how to show them. Save it with 8 or 16 bits per sample and upload the new file.",
            "TIFF 画像のサンプルが符号付き整数か浮動小数点数であるか、16 ビットを超えており、ソフトによって表示が異なります。"
                    + "サンプル当たり 8 か 16 ビットで保存し、そのファイルをアップロードしてください。"),
    TIFF_COMPRESSION(
            "The TIFF picture is compressed with {compression}, which this function cannot read. Save it with LZW or"
                    + " Deflate compression and upload the new file.",
            "TIFF 画像が {compression} で圧縮されており、この関数では読み取れません。" + "LZW か Deflate で圧縮して保存し、そのファイルをアップロードしてください。"),
    WEBP_WITHOUT_PICTURE(
            "The file starts like a WebP picture, but its first chunk contains none. Save it again and upload the new"
                    + " file.",
            "ファイルの先頭は WebP 画像ですが、最初のチャンクに画像がありません。" + "保存し直し、そのファイルをアップロードしてください。"),
    S3_REFUSES(
            "S3 does not give out the file: {error} If it is archived, restore it. If it is encrypted, upload it again"
                    + " with a key that the function may use.",
            "S3 がファイルを渡しません: {error} アーカイブされている場合は復元してください。" + "暗号化されている場合は、関数が使える鍵でもう一度アップロードしてください。"),
    KEY_BELONGS_TO_OTHER_BUCKET(
            "The output bucket already has renditions of a file with the same key from the bucket {bucket}. Use another"
                    + " key, or give each input bucket a stack of its own.",
            "出力バケットには、バケット {bucket} の同じキーのファイルの縮小画像がすでにあります。" + "別のキーを使うか、入力バケットごとに別のスタックを用意してください。");

    private final String english;
    private final String japanese;

    ReasonCode(String english, String japanese) {
        this.english = english;
        this.japanese = japanese;
    }

    @Override
    public String template(Language language) {
        return language.choose(english, japanese);
    }
}
