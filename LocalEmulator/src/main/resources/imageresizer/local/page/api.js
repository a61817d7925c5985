// Asks the stack. What it refuses becomes an Error whose message is the stack's own sentence.

export async function ask(method, path, body) {
  let response;
  try {
    response = await fetch(path, {method, body: body === undefined ? undefined : JSON.stringify(body)});
  } catch {
    throw new Error("The stack does not answer. Is ./local up still running?");
  }
  const text = await response.text();
  const answer = text && (response.headers.get("Content-Type") ?? "").startsWith("application/json")
    ? JSON.parse(text)
    : text;
  if (!response.ok) {
    throw new Error(answer?.message ?? `The stack answered with status ${response.status}.`);
  }
  return answer;
}
