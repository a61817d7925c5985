// sharp at its best: the file is decoded once, for the largest size, and the others are made of that one's pixels.
// (sharp's own clone() decodes again for each clone.)
import sharp from 'sharp';

export const renditions = (source, sizes, format, quality) => {
  const resized = (picture, size) =>
    picture.resize(size, size, { fit: 'inside', withoutEnlargement: true });
  if (sizes.length === 1) {
    return [resized(sharp(source).autoOrient(), sizes[0]).toFormat(format, { quality }).toBuffer()];
  }
  const largest = resized(sharp(source).autoOrient(), Math.max(...sizes))
    .raw()
    .toBuffer({ resolveWithObject: true });
  return sizes.map(async (size) => {
    const { data, info } = await largest;
    const { width, height, channels } = info;
    return resized(sharp(data, { raw: { width, height, channels } }), size)
      .toFormat(format, { quality })
      .toBuffer();
  });
};
