/* Filters, explanations beside marks, stepping. The page reads without it; everything shown here is in the page already. */
(() => {
  "use strict";
  const root = document.documentElement;
  const $ = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  /* What the page holds */
  const findings = new Map(); // number -> finding, in order
  for (const item of all(".finding")) {
    const { n, rule, sev, doc, row } = item.dataset;
    findings.set(n, { n, rule, sev, doc, row, item, marks: [], on: true });
  }
  const rows = [];
  for (const section of all(".document")) {
    for (const element of all(".row", section)) {
      const { f, kinds } = element.dataset;
      const own = f ? f.split(" ").map((n) => findings.get(n)).filter(Boolean) : [];
      rows.push({ element, section, doc: section.dataset.doc, kinds: kinds ? kinds.split(" ") : [], own, words: null });
    }
  }
  const marks = all("[data-f]:is(.m, .e)").map((element) => {
    const of = element.dataset.f.split(" ").map((n) => findings.get(n)).filter(Boolean);
    for (const finding of of) finding.marks.push(element);
    return { element, of };
  });
  const fold = (text) => text.normalize("NFKC").toLocaleLowerCase();
  const wordsOf = (row) => {
    // what a reader sees or is told of a row; made when first searched
    row.words ??= fold([row.element, ...row.own.map((finding) => finding.item)].map((e) => e.textContent).join("\n"));
    return row.words;
  };

  /* Filters */
  const bar = $("bar"), q = $("q"), rule = $("rule"), doc = $("doc"), kind = $("kind"), only = $("only"), reset = $("reset");
  const levels = all('input[name="severity"]', bar);
  const number = (n) => n.toLocaleString("en");
  let stepped = [...findings.values()];
  let now = null;

  const state = () => ({
    q: q.value.trim(),
    severity: levels.filter((level) => level.checked).map((level) => level.value),
    rule: rule?.value ?? "",
    doc: doc?.value ?? "",
    kind: kind?.value ?? "",
    only: only?.checked ?? false,
  });

  function apply() {
    const s = state();
    const needle = fold(s.q);
    const fits = (f, s) => (!s.rule || f.rule === s.rule) && (!s.severity.length || s.severity.includes(f.sev)) && (!s.doc || f.doc === s.doc);
    for (const finding of findings.values()) finding.on = fits(finding, s);
    const narrowed = s.only || s.rule || s.severity.length > 0;
    let seen = 0;
    const sections = new Map();
    for (const row of rows) {
      const show = (!s.doc || row.doc === s.doc) && (!s.kind || row.kinds.includes(s.kind))
        && (!narrowed || row.own.some((finding) => finding.on)) && (!needle || wordsOf(row).includes(needle));
      if (row.element.hidden === show) row.element.hidden = !show;
      if (show) seen += 1;
      else for (const finding of row.own) finding.on = false;
      sections.set(row.section, (sections.get(row.section) ?? false) || show);
    }
    for (const [section, show] of sections) section.hidden = !show;
    stepped = [];
    for (const finding of findings.values()) {
      finding.item.hidden = !finding.on;
      if (finding.on) stepped.push(finding);
    }
    for (const { element, of } of marks) element.classList.toggle("off", of.length > 0 && !of.some((finding) => finding.on));
    counts(s, seen, fits);
    remember(s);
    if (now && !now.on) leave();
    position();
    paint(s.q);
  }

  function counts(s, seen, fits) {
    const active = Boolean(s.q || s.severity.length || s.rule || s.doc || s.kind || s.only);
    const part = (n, of, what) => (n === of ? `${number(of)} ${what}${of === 1 ? "" : "s"}` : `${number(n)} of ${number(of)} ${what}${of === 1 ? "" : "s"}`);
    $("count").textContent = [part(seen, rows.length, "row"), findings.size ? part(stepped.length, findings.size, "finding") : ""].filter(Boolean).join(", ");
    reset.hidden = !active;
    $("nothing").hidden = seen > 0;
    if ($("panel-count")) $("panel-count").textContent = part(stepped.length, findings.size, "").trim().replace(/ s$/, "");
    for (const select of [rule, doc, kind]) select?.classList.toggle("on", Boolean(select.value));
    // each choice says how many findings it would show beside the other filters
    const tally = (options, field, without) => {
      const open = { ...s, ...without };
      const found = new Map();
      for (const f of findings.values()) if (fits(f, open)) found.set(f[field], (found.get(f[field]) ?? 0) + 1);
      for (const [value, put] of options) put(found.get(value) ?? 0);
    };
    const option = (o) => [o.value, (n) => { o.textContent = `${o.dataset.label} (${number(n)})`; }];
    tally(all("[data-count]", bar).map((e) => [e.dataset.count.slice(9), (n) => { e.textContent = number(n); }]), "sev", { severity: [] });
    if (rule) tally(all("option[data-label]", rule).map(option), "rule", { rule: "" });
    if (doc && findings.size) tally(all("option[data-label]", doc).map(option), "doc", { doc: "" });
  }

  function remember(s) {
    const said = new URLSearchParams();
    for (const [name, value] of Object.entries(s)) if (value?.length || value === true) said.set(name, String(value));
    const hash = said.toString();
    if (!hash && !location.hash.includes("=")) return;
    try { history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search); } catch { /* not everywhere allowed for files */ }
  }

  function recall() {
    if (!location.hash.includes("=")) return;
    const said = new URLSearchParams(location.hash.slice(1));
    q.value = said.get("q") ?? "";
    for (const level of levels) level.checked = (said.get("severity") ?? "").split(",").includes(level.value);
    if (rule) rule.value = said.get("rule") ?? "";
    if (doc) doc.value = said.get("doc") ?? "";
    if (kind) kind.value = said.get("kind") ?? "";
    if (only) only.checked = said.get("only") === "true";
    for (const select of [rule, doc, kind]) if (select && select.selectedIndex < 0) select.value = "";
  }

  /* The words searched for, painted without touching the page's elements */
  function paint(words) {
    if (!globalThis.Highlight || !CSS.highlights) return;
    CSS.highlights.delete("search");
    const needle = words.toLocaleLowerCase();
    if (needle.length < 2) return;
    const ranges = [];
    for (const row of rows) {
      if (row.element.hidden) continue;
      const walker = document.createTreeWalker(row.element, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node && ranges.length < 2000; node = walker.nextNode()) {
        const text = node.data.toLocaleLowerCase();
        if (text.length !== node.data.length) continue;
        for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + needle.length);
          ranges.push(range);
        }
      }
      if (ranges.length >= 2000) break;
    }
    CSS.highlights.set("search", new Highlight(...ranges));
  }

  let waiting = 0;
  q.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
  bar.addEventListener("change", (event) => { if (event.target !== q) apply(); });
  bar.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  bar.addEventListener("reset", () => setTimeout(apply));

  /* Explanation beside a mark: on hover, focus and touch; Escape closes it */
  const tip = $("tip");
  let shownFor = null, leaving = 0;

  function show(element) {
    const of = element.dataset.f.split(" ").map((n) => findings.get(n)).filter((finding) => finding?.on);
    if (!of.length) return;
    of.sort((a, b) => (b === now) - (a === now)); // the one stepped to comes first
    clearTimeout(leaving);
    if (shownFor === element) return;
    hide();
    tip.replaceChildren(...of.map((finding) => {
      const copy = $(`x${finding.n}`).cloneNode(true);
      copy.removeAttribute("id");
      return copy;
    }));
    tip.hidden = false;
    shownFor = element;
    for (const finding of of) light(finding, true);
    if (element.matches("a")) {
      element.dataset.described = element.getAttribute("aria-describedby") ?? "";
      element.setAttribute("aria-describedby", "tip");
    }
    place();
  }

  function place() {
    const boxes = [...shownFor.getClientRects()];
    const box = boxes[0] ?? shownFor.getBoundingClientRect(), end = boxes.at(-1) ?? box;
    const covered = getComputedStyle(bar).position === "sticky" ? Math.max(bar.getBoundingClientRect().bottom, 0) : 0;
    if (end.bottom < Math.min(covered, bar.offsetHeight) || box.top > innerHeight) { hide(); return; }
    const { width, height } = tip.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left, innerWidth - width - 8));
    const under = end.bottom + 8 + height <= innerHeight || box.top - 8 - height < 0;
    tip.style.left = `${left}px`;
    tip.style.top = `${Math.max(8, under ? Math.min(end.bottom + 8, innerHeight - height - 8) : box.top - 8 - height)}px`;
  }

  function hide() {
    clearTimeout(leaving);
    if (!shownFor) return;
    if (shownFor.dataset.described !== undefined) {
      shownFor.setAttribute("aria-describedby", shownFor.dataset.described);
      delete shownFor.dataset.described;
    }
    for (const n of shownFor.dataset.f.split(" ")) if (findings.get(n) !== now) light(findings.get(n), false);
    shownFor = null;
    tip.hidden = true;
  }

  function light(finding, on) {
    for (const element of finding?.marks ?? []) element.classList.toggle("now", on);
  }

  const markOf = (node) => (node instanceof Element ? node.closest(".m[data-f], .e[data-f]") : null);
  const texts = $("texts");
  const soon = () => { clearTimeout(leaving); leaving = setTimeout(hide, 180); };
  texts.addEventListener("pointerover", (event) => { if (event.pointerType !== "touch" && markOf(event.target)) show(markOf(event.target)); });
  texts.addEventListener("pointerout", (event) => { if (event.pointerType !== "touch" && markOf(event.target)) soon(); });
  tip.addEventListener("pointerenter", () => clearTimeout(leaving));
  tip.addEventListener("pointerleave", soon);
  texts.addEventListener("focusin", (event) => { if (markOf(event.target)) show(markOf(event.target)); });
  texts.addEventListener("focusout", soon);
  texts.addEventListener("click", (event) => {
    const mark = markOf(event.target);
    if (!mark) return;
    event.preventDefault(); // the link is for pages without a script
    const of = mark.dataset.f.split(" ").map((n) => findings.get(n)).find((finding) => finding?.on);
    if (!of) return;
    current(of);
    show(mark);
  });
  document.addEventListener("pointerdown", (event) => { if (!markOf(event.target) && !tip.contains(event.target)) hide(); });
  let moving = 0;
  const follow = () => { cancelAnimationFrame(moving); moving = requestAnimationFrame(() => { if (shownFor) place(); }); };
  addEventListener("scroll", follow, { passive: true });
  addEventListener("resize", follow);

  /* Stepping */
  function current(finding) {
    if (now && now !== finding) { light(now, false); now.item.classList.remove("now"); now.item.querySelector(".go").removeAttribute("aria-current"); }
    now = finding;
    light(finding, true);
    finding.item.classList.add("now");
    finding.item.querySelector(".go").setAttribute("aria-current", "true");
    const list = finding.item.parentElement;
    if (list.scrollHeight > list.clientHeight) {
      const item = finding.item.getBoundingClientRect(), box = list.getBoundingClientRect();
      if (item.top < box.top || item.bottom > box.bottom) list.scrollTop += item.top - box.top - 40;
    }
    position();
  }

  function leave() {
    light(now, false);
    now.item.classList.remove("now");
    now.item.querySelector(".go").removeAttribute("aria-current");
    now = null;
    hide();
  }

  function position() {
    const output = $("position");
    if (output) output.textContent = now ? `${number(stepped.indexOf(now) + 1)} / ${number(stepped.length)}` : `– / ${number(stepped.length)}`;
  }

  function go(finding) {
    if (!finding) return;
    const place = $(`m${finding.n}`) ?? $(finding.row);
    const mark = place?.matches("a") ? place : finding.marks.find((element) => element.matches("a")) ?? place;
    current(finding);
    if (!mark) return;
    // rows out of sight have guessed heights: the second call lands where the first one made real
    mark.scrollIntoView({ block: "center" });
    requestAnimationFrame(() => {
      mark.scrollIntoView({ block: "center" });
      mark.focus({ preventScroll: true });
      if (mark.dataset.f) requestAnimationFrame(() => show(mark));
    });
  }

  function step(by) {
    if (!stepped.length) return;
    const at = now ? stepped.indexOf(now) : by > 0 ? -1 : 0;
    go(stepped[(at + by + stepped.length) % stepped.length]);
  }

  for (const finding of findings.values()) {
    finding.item.addEventListener("click", (event) => { event.preventDefault(); go(finding); });
  }
  $("next")?.addEventListener("click", () => step(1));
  $("previous")?.addEventListener("click", () => step(-1));

  /* Theme */
  const theme = $("theme"), system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  function themed() {
    theme.textContent = isDark() ? "Light" : "Dark";
    theme.setAttribute("aria-label", isDark() ? "Use light colours" : "Use dark colours");
    theme.removeAttribute("aria-pressed");
  }
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("hexapla-theme", root.dataset.theme); } catch { /* it then lasts as long as the page */ }
    themed();
  });
  system.addEventListener("change", themed);
  themed();

  /* Keys */
  const help = $("help");
  $("help-button").addEventListener("click", () => help.showModal());
  const keys = {
    n: () => step(1), j: () => step(1), p: () => step(-1), k: () => step(-1),
    "/": () => { q.focus(); q.select(); },
    f: () => only?.click(), r: () => bar.reset(), t: () => theme.click(), "?": () => help.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (shownFor) { hide(); event.preventDefault(); }
      else if (document.activeElement === q) q.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
    if (event.target.matches?.("input[type=search], select, textarea, [contenteditable]")) return;
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  /* Names of languages in words, sticky heads below the filters, everything open on paper */
  try {
    const named = new Intl.DisplayNames(["en"], { type: "language" });
    for (const element of all(".lang[data-lang]")) {
      if (element.dataset.lang) { element.title += `: ${element.dataset.lang}`; element.textContent = named.of(element.dataset.lang); }
    }
  } catch { /* the tag stays */ }
  const measure = () => {
    const sticky = getComputedStyle(bar).position === "sticky";
    root.style.setProperty("--bar-height", sticky ? `${bar.offsetHeight}px` : "0px");
  };
  if (globalThis.ResizeObserver) new ResizeObserver(measure).observe(bar);
  addEventListener("resize", measure);
  measure();
  const panel = $("panel");
  if (panel && innerWidth <= 1120) panel.open = false;
  let closed = [];
  addEventListener("beforeprint", () => { closed = all("details:not([open], .signatures)"); for (const d of closed) d.open = true; });
  addEventListener("afterprint", () => { for (const d of closed) d.open = false; });

  recall();
  apply();
  addEventListener("hashchange", () => { if (location.hash.includes("=")) { recall(); apply(); } });
})();
