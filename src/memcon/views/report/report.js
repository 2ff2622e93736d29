"use strict";
(() => {
  const make = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  const box = make("div", ""), label = make("label", "Filter "), input = make("input", "");
  const open = make("button", "Open all"), said = make("span", "");
  box.className = "tools";
  input.type = "search";
  open.type = "button";
  said.setAttribute("role", "status");
  label.append(input);
  box.append(label, open, said);
  document.querySelector(".masthead").append(box);
  const lines = [...document.querySelectorAll("main .lines > li, main .quotes > li, main .pages > li")];
  const outer = lines.filter((line) => !line.parentElement.closest("li"));
  const texts = outer.map((line) => line.textContent.toLowerCase());
  let waiting = 0;
  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    outer.forEach((line, i) => {
      line.hidden = !words.every((word) => texts[i].includes(word));
      shown += !line.hidden;
    });
    said.textContent = words.length ? `${shown} of ${outer.length} lines` : "";
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  open.addEventListener("click", () => {
    const all = open.textContent === "Open all";
    document.querySelectorAll("main details").forEach((one) => { one.open = all; });
    open.textContent = all ? "Close all" : "Open all";
  });
})();
