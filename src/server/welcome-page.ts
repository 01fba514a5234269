/** `GET /`: what this server is, for whoever finds it with a browser or with curl. */

/** @param url of the server. @param withToken whether requests need a token. */
export function welcomeText(url: string, withToken: boolean): string {
  const wsUrl = url.replace(/^http/, "ws");
  const header = withToken ? ` -H "Authorization: Bearer $TOKEN"` : "";
  return `This is the Flotilla reference server. Simulated smart-home devices connect to it, and you can talk to them from here.

Devices connect to     ${wsUrl}/  (any path; subprotocol flotilla.v1)
All devices            ${url}/api/devices
Counts                 ${url}/api/stats
Health                 ${url}/api/health
This API, as OpenAPI   ${url}/api/openapi.json

List the locks that are connected:
  curl -s${header} '${url}/api/devices?kind=lock&connected=true'

Everything known of one device:
  curl -s${header} ${url}/api/devices/lock-0001

Send it a command; the answer is the device's own:
  curl -s${header} -X POST ${url}/api/devices/lock-0001/commands -H 'Content-Type: application/json' -d '{"name":"lockDoor","args":{}}'

Say what it should be like, now or when it is back:
  curl -s${header} -X PATCH ${url}/api/devices/lock-0001/desired -H 'Content-Type: application/json' -d '{"autoRelockTime":60}'

Everything is kept in memory only: after a restart the devices say hello again, and what was desired of them is forgotten.
`;
}

/** The same as a page, with its addresses as links. */
export function welcomePage(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const linked = escaped.replaceAll(/^(.{23})(http\S+)$/gm, '$1<a href="$2">$2</a>');
  return `<!doctype html>\n<html lang="en">\n<title>Flotilla reference server</title>\n<pre>\n${linked}</pre>\n</html>\n`;
}
