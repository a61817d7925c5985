// Resizes only, without Lambda and S3: answers each line "file, sizes, format, quality, target" (separated by tabs; the
// target may be missing) by "milliseconds, milliseconds of processor time, bytes,bytes,...".
import fs from 'node:fs';
import readline from 'node:readline';

const { renditions } = await import(process.argv[2]);
for await (const line of readline.createInterface({ input: process.stdin })) {
  const [file, sizes, format, quality, target] = line.split('\t');
  const source = fs.readFileSync(file);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const made = await Promise.all(renditions(source, sizes.split(',').map(Number), format, Number(quality)));
  const took = performance.now() - start;
  const used = process.cpuUsage(cpu);
  if (target) {
    fs.writeFileSync(target, made[0]);
  }
  console.log([took, (used.user + used.system) / 1000, made.map((one) => one.length)].join('\t'));
}
