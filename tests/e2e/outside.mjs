// What of a browser's requests would leave for other machines.

import { createServer } from "node:net";

/** A proxy that lets nothing through and remembers who was asked for: `{ url, asked, close }`. */
export function startProxy() {
  const asked = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (bytes) => {
      asked.push(bytes.toString("latin1").split("\r\n", 1)[0]);
      socket.end("HTTP/1.1 502 Nothing leaves this test\r\n\r\n");
    });
  });
  return new Promise((ready, failed) => {
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const close = () => new Promise((closed) => server.close(closed));
      ready({ url: `http://127.0.0.1:${server.address().port}`, asked, close });
    });
  });
}
