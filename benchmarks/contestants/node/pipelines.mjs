// As sharp's users write it: a pipeline for each size, all from the same buffer.
import sharp from 'sharp';

export const renditions = (source, sizes, format, quality) =>
  sizes.map((size) =>
    sharp(source)
      .autoOrient()
      .resize(size, size, { fit: 'inside', withoutEnlargement: true })
      .toFormat(format, { quality })
      .toBuffer(),
  );
