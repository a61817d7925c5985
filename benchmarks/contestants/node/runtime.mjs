// The loop of Lambda's Node runtime. AWS's own client, aws-lambda-ric, has to be compiled from C++ when it is installed.
import http from 'node:http';

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

const call = (method, path, body) =>
  new Promise((resolve, reject) => {
    const request = http.request(
      { host, port, agent, method, path: `/2018-06-01/runtime/${path}`, headers: body ? { 'Content-Length': Buffer.byteLength(body) } : {} },
      (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(parts).toString() }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });

const { handler } = await import(process.argv[2]);
for (;;) {
  const { headers, body } = await call('GET', 'invocation/next');
  const id = headers['lambda-runtime-aws-request-id'];
  try {
    await call('POST', `invocation/${id}/response`, JSON.stringify(await handler(JSON.parse(body))));
  } catch (e) {
    console.error(e);
    await call('POST', `invocation/${id}/error`, JSON.stringify({ errorType: e.name, errorMessage: e.message }));
  }
}
