// What stands around textual-serve's script: where its socket is, whatever is before the page's address; keys that a
// browser keeps for itself; files that the program hands out; and what to say when it has ended.
"use strict";

(() => {
  const SPARE_KEYS = { KeyN: "\x0e", KeyQ: "\x11", KeyT: "\x14", KeyW: "\x17" };
  const SHOWN = 4000; // the code of a close frame whose reason is meant to be read
  const LOST = "The connection is lost. What you did is kept.";
  const here = new URL(".", window.location.href);
  let socket = null;

  class Socket extends WebSocket {
    constructor(url) {
      super(url);
      socket = this;
      this.addEventListener("open", () => document.querySelector(".xterm-helper-textarea").focus());
      this.addEventListener("close", (event) => {
        document.getElementById("why").textContent = event.code === SHOWN ? event.reason : LOST;
        setTimeout(() => document.getElementById("again").focus()); // once it is there to be seen
      });
    }

    send(data) {
      if (this.readyState === WebSocket.OPEN) super.send(data);
    }
  }
  window.WebSocket = Socket;

  const openElsewhere = window.open.bind(window);
  window.open = (address, ...rest) => {
    const download = new URL(address, here).pathname.match(/\/download\/([^/]+)$/);
    if (!download) return openElsewhere(address, "_blank", "noopener");
    const link = document.createElement("a");
    link.href = new URL(`download/${download[1]}`, here).href;
    link.download = "";
    link.click();
    return null;
  };

  window.addEventListener("keydown", (event) => {
    const spare = SPARE_KEYS[event.code];
    if (!spare || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (socket) socket.send(JSON.stringify(["stdin", spare]));
  }, true);

  document.addEventListener("DOMContentLoaded", () => {
    const address = new URL("ws", here);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const terminal = document.getElementById("terminal");
    terminal.dataset.sessionWebsocketUrl = address.href;
    const asked = Number(new URLSearchParams(window.location.search).get("fontsize")) || 16;
    terminal.dataset.fontSize = Math.min(48, Math.max(8, asked));
    document.getElementById("again").addEventListener("click", () => window.location.reload());
  });
})();
