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

/** The address by which the browser saves an object instead of showing it. */
export function downloadUrl(bucket, key, parameters = {}) {
  const name = key.split("/").pop().replace(/[^\w.-]+/g, "_") || "object";
  return objectUrl(bucket, key, {...parameters, "response-content-disposition": `attachment; filename="${name}"`});
}

export function s3Uri(bucket, key) {
  return `s3://${bucket}/${key}`;
}
