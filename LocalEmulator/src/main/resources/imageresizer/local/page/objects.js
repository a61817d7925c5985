// Where objects are: their addresses for this browser, and for S3 clients.

let endpoint = "";

export function setEndpoint(address) {
  endpoint = address;
}

/** The address of an object; parameters that S3 does not know are ignored, but make the browser fetch it again. */
export function objectUrl(bucket, key, parameters = {}) {
  const path = [bucket, ...key.split("/")].map(encodeURIComponent).join("/");
  const query = new URLSearchParams(parameters).toString();
  return `${endpoint}/${path}${query ? "?" + query : ""}`;
}

export function s3Uri(bucket, key) {
  return `s3://${bucket}/${key}`;
}
