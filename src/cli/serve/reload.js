// Shows what was built since this page was loaded, at the place where the reader is.
let version = document.body.dataset.version;
if (window.top === window) {
  setInterval(async () => {
    try {
      const now = await (await fetch("/version")).text();
      if (now === version) return;
      version = now;
      const frame = document.querySelector("iframe");
      if (frame) {
        document.getElementById("faults").innerHTML = await (await fetch("/faults")).text();
        frame.contentWindow.location.reload();
      } else {
        location.reload();
      }
    } catch {
      // The server has stopped; it may come back.
    }
  }, 500);
}
