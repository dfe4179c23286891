// Puts a button to copy beside each command. Without this script the text can still be marked.
"use strict";
for (const command of document.querySelectorAll("[data-copied-text]")) {
  if (!navigator.clipboard && !document.execCommand) break;
  const { copy, copied } = document.body.dataset;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = copy;
  const label = document.createElement("span");
  label.className = "unseen";
  label.textContent = " " + command.dataset.copiedText;
  button.append(label);
  button.addEventListener("click", async () => {
    const code = command.querySelector("code");
    try {
      await navigator.clipboard.writeText(command.dataset.copiedText);
    } catch {
      // Without TLS browsers offer only the old way.
      getSelection().selectAllChildren(code);
      document.execCommand("copy");
      getSelection().removeAllRanges();
    }
    button.firstChild.data = copied;
    setTimeout(() => { button.firstChild.data = copy; }, 1500);
  });
  command.append(button);
}
