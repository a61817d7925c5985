// Hears of every change in the stack, as server-sent events. Their ids let the browser take up where it was cut off.

const handlers = new Map();

/** Calls a handler with the state of each thing of a type, at first and whenever it changes. */
export function on(type, handler) {
  handlers.set(type, handler);
}

/** Begins; `connected` gets true or false whenever that changes. */
export function listen(connected) {
  const source = new EventSource("/api/events");
  source.addEventListener("open", () => connected(true));
  source.addEventListener("error", () => {
    connected(false);
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => location.reload(), 3000);
    }
  });
  // Another run of the stack answers now, and nothing that this page shows exists in it.
  source.addEventListener("restart", () => location.reload());
  for (const [type, handler] of handlers) {
    source.addEventListener(type, (event) => handler(JSON.parse(event.data)));
  }
}
