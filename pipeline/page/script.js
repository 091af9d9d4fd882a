
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const DROPPED = "boilerplate";
  const N_RESULTS = 60;
  const N_HITS_OF_ARTICLE = 3;
  const N_HITS = 300;
  const N_CHARS_OF_LINE = 5000;
  const N_BLOCKS_KEPT = 12;
  const N_CHARS_OF_TITLE = 240;
  const N_ROWS_OF_LONG = 600;
  const APART = new Set(["title", "subtitle", "byline", "dateline", "caption", "keywords", "note"]);
  const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
  const state = { articles: [], places: new Map(), open: null, run: 0, nShown: N_RESULTS, matches: [], cameFrom: null };
  const blockTexts = [...document.querySelectorAll("script.block")];
  const unpacked = new Map();

  // Texts: they become text nodes and nothing else.

  /** Make an element; what is given as text can never be mark-up. */
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) element.setAttribute(name, "");
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return element;
  };

  /** Take out the characters that would act on what stands around them. */
  const plain = (text) => String(text ?? "").replace(CONTROLS, "");
  const line = (text) => plain(String(text ?? "").replace(/\s+/g, " ").trim());
  const cut = (text, n) => (text.length > n ? `${text.slice(0, n)}…` : text);
  const thousands = (n) => n.toLocaleString("en");
  const bdi = (text) => make("bdi", {}, plain(text));
  const counted = (n, what) => `${thousands(n)} ${what}${n === 1 ? "" : "s"}`;

  /** Show control characters as what they are: for the raw text, where a curator wants to see them. */
  const pieces = (text) => {
    const found = [];
    let done = 0;
    for (const match of text.matchAll(CONTROLS)) {
      const code = match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
      found.push(text.slice(done, match.index), make("span", { class: "control" }, `U+${code}`));
      done = match.index + match[0].length;
    }
    return [...found, text.slice(done)].filter((piece) => piece !== "");
  };

  const hasPairs = (text) => /[\ud800-\udbff]/.test(text);
  const nPoints = (text) => (hasPairs(text) ? [...text].length : text.length);

  /** Slice by code points, as all offsets of the dataset count. */
  const slice = (text, start, end) =>
    hasPairs(text) ? [...text].slice(start, end).join("") : text.slice(start, end);

  const encodeId = (id) => {
    const [article, ...rest] = id.split("#");
    return `#${[encodeURIComponent(article), ...rest].join("#")}`;
  };

  /** Tell the direction of a text by its first letter, as dir="auto" does: for what holds more than the text. */
  const directionOf = (text) => {
    const letter = /\p{L}/u.exec(text || "");
    return letter && /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u.test(letter[0]) ? "rtl" : "ltr";
  };

  const ruleWords = (rule) => data.rules[rule] || "";

  const tell = (text) => {
    byId("told").textContent = text;
  };

  // Data: articles stand in packed blocks, and are unpacked when somebody looks at them.

  const unpack = async (packed) => {
    const letters = atob(packed.trim());
    const bytes = new Uint8Array(letters.length);
    for (let n = 0; n < letters.length; n += 1) bytes[n] = letters.charCodeAt(n);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  };

  const readBlock = async (number) => {
    if (unpacked.has(number)) return unpacked.get(number);
    const block = await unpack(blockTexts[number].textContent);
    unpacked.set(number, block);
    if (unpacked.size > N_BLOCKS_KEPT) unpacked.delete(unpacked.keys().next().value);
    return block;
  };

  const readArticle = async (place) => {
    const entry = state.articles[place];
    return (await readBlock(entry.block)).find((article) => article.id === entry.id);
  };

  const linesOf = (article) => article.rows.flatMap(([lines]) => lines);
  const shapesOf = (article) => article.rows.flatMap(([, shapes]) => shapes);
  const sentencesOf = (article) => shapesOf(article).flatMap((shape) => shape.sentences || []);

  // Search and filters.

  const fold = (text) => {
    const lower = text.toLowerCase();
    return /[^\x00-\x7f]/.test(lower) ? lower.normalize("NFD").replace(/\p{M}/gu, "").replace(/[‘’]/g, "'").replace(/[“”]/g, '"') : lower;
  };

  const wanted = () => ({
    query: fold(line(byId("search").value)),
    publisher: byId("filter-publisher").value,
    language: byId("filter-language").value,
    role: byId("filter-role").value,
    rule: byId("filter-rule").value,
  });

  const fitsKind = (kind, filter) => {
    const [role, rule] = data.kinds[kind];
    return (!filter.role || filter.role === role) && (!filter.rule || filter.rule === rule);
  };

  const fitsArticle = (entry, filter) =>
    (!filter.publisher || filter.publisher === (entry.publisher || "unknown")) &&
    (!filter.language || filter.language === (entry.language || "unknown")) &&
    ((!filter.role && !filter.rule) || entry.kinds.some(([kind]) => fitsKind(kind, filter)));

  /** Where words are looked for: in sentences, or in the raw lines of a role or rule. */
  const hitsIn = (article, filter) => {
    if (filter.role || filter.rule) {
      return linesOf(article)
        .filter((row) => fitsKind(row[1], filter) && fold(row[3]).includes(filter.query))
        .map((row) => ({ link: `${article.id}#line-${row[0]}`, text: row[3] }));
    }
    return sentencesOf(article)
      .filter((sentence) => fold(sentence[2]).includes(filter.query))
      .map((sentence) => ({ link: `${article.id}#${sentence[0]}`, text: sentence[2] }));
  };

  const fitsTitle = (entry, filter) => fold([entry.title, ...entry.authors, entry.id].join(" ")).includes(filter.query);

  /** Look through the articles, a block at a time, so that the page stays alive; a newer search ends an older one. */
  const search = async () => {
    const run = (state.run += 1);
    const filter = wanted();
    const possible = [...state.articles.keys()].filter((place) => fitsArticle(state.articles[place], filter));
    state.nShown = N_RESULTS;
    markLines();
    if (!filter.query) {
      state.matches = possible.map((place) => ({ place, hits: [] }));
      showResults(filter, "");
      return;
    }
    state.matches = [];
    let nHits = 0;
    for (const [n, place] of possible.entries()) {
      const entry = state.articles[place];
      const block = unpacked.get(entry.block) || (await readBlock(entry.block));
      if (run !== state.run) return;
      const hits = hitsIn(block.find((article) => article.id === entry.id), filter);
      if (hits.length || fitsTitle(entry, filter)) state.matches.push({ place, hits });
      nHits += hits.length;
      if (n % 400 === 399) {
        showResults(filter, `, ${Math.round((100 * n) / possible.length)} % looked through`);
        await new Promise((resolve) => setTimeout(resolve));
        if (run !== state.run) return;
      }
    }
    showResults(filter, nHits ? `, ${counted(nHits, filter.role || filter.rule ? "line" : "sentence")}` : "");
  };

  const marked = (text, query) => {
    const shown = line(text);
    const at = query ? shown.toLowerCase().indexOf(query) : -1;
    if (at < 0) return [cut(shown, 200)];
    const start = Math.max(0, at - 80);
    const end = at + query.length;
    return [`${start ? "…" : ""}${shown.slice(start, at)}`, make("mark", {}, shown.slice(at, end)), cut(shown.slice(end), 120)];
  };

  const svgOf = (strip) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "strip");
    svg.setAttribute("viewBox", "0 0 1000 10");
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    const total = strip.reduce((sum, [, share]) => sum + share, 0) || 1;
    let x = 0;
    for (const [kind, share] of strip) {
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      const width = (1000 * share) / total;
      for (const [name, value] of Object.entries({ class: `kind-${kind}`, x, width, height: 10 })) rect.setAttribute(name, value);
      svg.append(rect);
      x += width;
    }
    return svg;
  };

  const languageName = (code) => {
    try {
      return new Intl.DisplayNames(["en"], { type: "language", fallback: "code" }).of(code);
    } catch {
      return code;
    }
  };

  const aboutOf = (entry) => [
    entry.publisher || entry.authors.join(", "),
    entry.published,
    entry.language && languageName(entry.language),
    counted(entry.n_words, "word"),
    entry.n_dropped ? `${counted(entry.n_dropped, "line")} dropped` : "",
  ];

  const dotted = (parts) =>
    parts.filter(Boolean).flatMap((part, n) => (n ? [" · ", bdi(part)] : [bdi(part)]));

  const resultOf = ({ place, hits }, filter) => {
    const entry = state.articles[place];
    const isOpen = state.open && state.open.id === entry.id;
    const title = make("a", { class: "title", href: encodeId(entry.id), dir: "auto", "aria-current": isOpen && "true" }, cut(line(entry.title), N_CHARS_OF_TITLE) || entry.id);
    const item = make("li", { dir: directionOf(entry.title) }, title, make("span", { class: "about" }, ...dotted(aboutOf(entry))), svgOf(entry.strip));
    if (hits.length) {
      const shown = hits.slice(0, N_HITS_OF_ARTICLE).map((hit) => make("li", {}, make("a", { href: encodeId(hit.link), dir: "auto" }, ...marked(hit.text, filter.query))));
      const rest = hits.length - shown.length;
      item.append(make("ul", { class: "hits" }, ...shown, rest > 0 ? make("li", { class: "quiet" }, `${thousands(rest)} more in this article`) : null));
    }
    return item;
  };

  const showResults = (filter, told) => {
    const shown = state.matches.slice(0, state.nShown);
    byId("results").replaceChildren(...shown.map((match) => resultOf(match, filter)));
    byId("found").textContent = `${counted(state.matches.length, "article")}${told}`;
    byId("more").hidden = shown.length >= state.matches.length;
  };

  const fill = (id, names, words = (name) => name) => {
    const options = [...names].sort((a, b) => words(a).localeCompare(words(b)));
    byId(id).append(...options.map((name) => make("option", { value: name }, line(words(name)))));
  };

  const fillFilters = () => {
    const of = (key) => new Set(state.articles.map((entry) => entry[key] || "unknown"));
    fill("filter-publisher", of("publisher"));
    fill("filter-language", of("language"), languageName);
    fill("filter-role", new Set(data.kinds.map(([role]) => role)));
    fill("filter-rule", new Set(data.kinds.map(([, rule]) => rule)));
  };

  // The article: raw lines on one side, what became of them on the other.

  const fateOf = (row) => {
    const [role] = data.kinds[row[1]];
    if (role === DROPPED) return "dropped";
    if (row[4]) return "joined";
    return APART.has(role) ? "apart" : "kept";
  };

  const wordsOf = (text) => {
    if (text.length <= N_CHARS_OF_LINE) return pieces(text);
    const button = make("button", { type: "button", class: "whole-line", tabindex: "-1" }, `… show all ${thousands(nPoints(text))} characters`);
    button.addEventListener("click", () => button.replaceWith(...pieces(text.slice(N_CHARS_OF_LINE))));
    return [...pieces(text.slice(0, N_CHARS_OF_LINE)), button];
  };

  const lineElement = (row, article) => {
    const [number, kind, , text, join] = row;
    const [role, rule] = data.kinds[kind];
    const fate = fateOf(row);
    const said = `Line ${number}, ${fate}: ${role}, by ${rule}${join ? `, joined by ${join}` : ""}. `;
    const arrow = join ? make("span", { class: "arrow", "aria-hidden": "true" }, "↳ ") : null;
    const words = make("span", { class: "words", dir: "auto", lang: article.language || "und" }, arrow, ...wordsOf(text));
    const element = make(
      "div",
      { class: `line ${fate}`, id: `${article.id}#line-${number}`, tabindex: "-1", role: "group", "aria-label": said.trim() },
      make("span", { class: "no", "aria-hidden": "true" }, String(number)),
      make("span", { class: "gutter" }),
      words,
    );
    element.row = row;
    return element;
  };

  const markElement = (number, article) =>
    make("sup", {}, make("a", { href: encodeId(`${article.id}#n-${number}`), tabindex: "-1", "aria-label": `Note ${number}` }, String(number)));

  /** A sentence is a link to itself; footnote marks stand in it where they were called. */
  const sentenceElement = (sentence, article) => {
    const [name, , text, , , , , marks] = sentence;
    const href = encodeId(`${article.id}#${name}`);
    const parts = [];
    let done = 0;
    for (const [place, number] of marks) {
      if (place > done) parts.push(make("a", { class: "text", href, tabindex: "-1" }, plain(slice(text, done, place))));
      parts.push(markElement(number, article));
      done = place;
    }
    if (done < nPoints(text)) parts.push(make("a", { class: "text", href, tabindex: "-1" }, plain(slice(text, done))));
    const element = make("span", { class: "sentence", id: `${article.id}#${name}` }, ...parts);
    element.sentence = sentence;
    return element;
  };

  const paragraphElement = (shape, article) => {
    const attributes = { dir: "auto", lang: article.language || "und", id: `${article.id}#${shape.id}` };
    if (shape.heading) return make("h2", { ...attributes, tabindex: "-1" }, plain(shape.heading));
    const paragraph = make("p", attributes);
    let end = shape.start;
    for (const sentence of shape.sentences) {
      if (sentence[3] > end) paragraph.append(" ");
      paragraph.append(sentenceElement(sentence, article));
      end = sentence[3] + nPoints(sentence[2]);
    }
    return paragraph;
  };

  const isAddress = (url) => /^https?:\/\/[^\s]+$/i.test(url);

  /** Make links of the addresses in a text; whatever is not http stays text. */
  const linked = (text, urls) => {
    const found = [];
    let rest = text;
    for (const url of urls.filter(isAddress)) {
      const at = rest.indexOf(url);
      if (at < 0) continue;
      found.push(plain(rest.slice(0, at)), make("a", { href: url, rel: "noopener noreferrer", tabindex: "-1", dir: "ltr" }, plain(url)));
      rest = rest.slice(at + url.length);
    }
    return [...found, plain(rest)];
  };

  const noteElement = (shape, article) => {
    const backs = shape.called_by.map((name) =>
      make("a", { href: encodeId(`${article.id}#${name}`), tabindex: "-1", "aria-label": `Back to the sentence that calls note ${shape.note}` }, " ↩"),
    );
    const text = make("span", { dir: "auto" }, ...linked(shape.text, shape.urls), ...backs);
    return make("div", { class: "note", id: `${article.id}#n-${shape.note}`, tabindex: "-1" }, make("span", { class: "label" }, String(shape.note)), text);
  };

  const shapeElement = (shape, article) =>
    shape.note === undefined ? paragraphElement(shape, article) : noteElement(shape, article);

  const fateElement = (lines) => {
    const [role, rule] = data.kinds[lines[0][1]];
    if (role === DROPPED) return make("p", { class: "fate dropped", dir: "ltr" }, "dropped: ", make("code", {}, rule));
    return make("p", { class: "fate", dir: "ltr" }, `→ ${role} of the article`);
  };

  const rowElement = ([lines, shapes], article) => {
    const became = shapes.length ? shapes.map((shape) => shapeElement(shape, article)) : [fateElement(lines)];
    return make(
      "div",
      { class: shapes.length ? "row" : "row without" },
      make("div", { class: "raw" }, ...lines.map((row) => lineElement(row, article))),
      make("div", { class: "clean" }, ...became),
    );
  };

  const headerElement = (article) => {
    const facts = [article.publisher, article.published, article.language && languageName(article.language), counted(article.n_words, "word"), `rights: ${article.rights}`, article.path, `since ${article.added_in}`];
    const title = line(article.title) || article.id;
    const address = article.url && isAddress(article.url) ? make("a", { href: article.url, rel: "noopener noreferrer" }, "source") : null;
    return make(
      "header",
      { dir: directionOf(article.title) },
      make("h1", { dir: "auto", id: "reader-heading", tabindex: "-1" }, cut(title, N_CHARS_OF_TITLE)),
      article.subtitle ? make("p", { class: "subtitle", dir: "auto" }, cut(line(article.subtitle), 1000)) : null,
      article.authors.length ? make("p", { class: "byline" }, ...dotted(article.authors.map((name) => cut(name, 200)))) : null,
      make("p", { class: "facts" }, ...dotted(facts.map((fact) => fact && cut(fact, 300))), address ? " · " : null, address),
      make("p", { class: "facts" }, make("code", {}, bdi(article.id))),
    );
  };

  const VIEWS = { both: "Side by side", clean: "Clean", raw: "Raw" };

  const setView = (view) => {
    const reader = byId("reader");
    state.view = view;
    for (const name of Object.keys(VIEWS)) reader.classList.toggle(`view-${name}`, name === view);
    for (const button of reader.querySelectorAll(".switch button")) button.setAttribute("aria-pressed", String(button.value === view));
    makeReachable();
  };

  const switchElement = () =>
    make("span", { class: "switch", role: "group", "aria-label": "What to show" }, ...Object.entries(VIEWS).map(([view, words]) => {
      const button = make("button", { type: "button", value: view, "aria-pressed": "false" }, words);
      button.addEventListener("click", () => setView(view));
      return button;
    }));

  const neighbour = (place, step, words) => {
    const entry = state.articles[place + step];
    return entry ? make("a", { href: encodeId(entry.id), rel: step > 0 ? "next" : "prev" }, words) : null;
  };

  const toolsElement = (place) => {
    const print = make("button", { type: "button" }, "Print");
    print.addEventListener("click", () => window.print());
    return make(
      "div",
      { class: "tools" },
      switchElement(),
      make("span", { class: "quiet" }, "↑ ↓ move, Enter opens, Esc closes"),
      make("span", { class: "spread" }),
      neighbour(place, -1, "← previous"),
      neighbour(place, 1, "next →"),
      print,
    );
  };

  const legendElement = () => {
    const words = { kept: "kept as text", joined: "joined to the line before", apart: "kept beside the text", dropped: "dropped" };
    return make("ul", { class: "legend" }, ...Object.entries(words).map(([fate, told]) => make("li", {}, make("i", { class: fate }), told)));
  };

  const showArticle = async (place) => {
    const article = await readArticle(place);
    const reader = byId("reader");
    state.open = article;
    state.place = place;
    const rows = make("div", { class: article.rows.length > N_ROWS_OF_LONG ? "rows long" : "rows" }, make("div", { class: "columns" }, make("span", {}, "Raw lines"), make("span", {}, "Clean article")), ...article.rows.map((row) => rowElement(row, article)));
    const tools = toolsElement(place);
    rows.dir = directionOf(article.rows.flatMap(([, shapes]) => shapes.map((shape) => shape.heading || (shape.sentences ? shape.sentences[0][2] : ""))).join(" ") || article.title);
    const back = make("a", { class: "back", href: "#/articles" }, "← All articles");
    reader.replaceChildren(back, headerElement(article), svgOf(article.strip), tools, legendElement(), rows);
    setView(state.view || (window.innerWidth < 736 ? "clean" : "both"));
    markLines();
    for (const link of byId("results").querySelectorAll(".title")) {
      if (link.getAttribute("href") === encodeId(article.id)) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };

  /** Mark the lines of the role and rule that are filtered for. */
  const markLines = () => {
    const filter = wanted();
    const isFiltered = Boolean(filter.role || filter.rule);
    byId("reader").classList.toggle("filtered", isFiltered);
    for (const element of byId("reader").querySelectorAll(".line")) {
      element.classList.toggle("match", isFiltered && fitsKind(element.row[1], filter));
    }
  };

  // Keyboard: one stop for the raw lines and one for the clean text, and arrows inside.

  const stopsOf = (side) => [...byId("reader").querySelectorAll(side === "raw" ? ".line" : ".clean a")];

  const makeReachable = () => {
    for (const side of ["raw", "clean"]) {
      const stops = stopsOf(side);
      if (stops.length && !stops.some((stop) => stop.tabIndex === 0)) stops[0].tabIndex = 0;
    }
  };

  const moveTo = (stop, stops) => {
    for (const other of stops) if (other.tabIndex === 0) other.tabIndex = -1;
    stop.tabIndex = 0;
    stop.focus();
  };

  const move = (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
    const from = event.target.closest(".line, .clean a");
    if (!from) return;
    const stops = stopsOf(from.matches(".line") ? "raw" : "clean");
    const to = Math.min(stops.length - 1, Math.max(0, stops.indexOf(from) + steps[event.key]));
    event.preventDefault();
    moveTo(stops[to], stops);
  };

  // What a line says of itself, on hover and on focus.

  const tipOf = (row) => {
    const [number, kind, start, text, join] = row;
    const [role, rule] = data.kinds[kind];
    const place = `Line ${thousands(number)}, raw characters ${start}–${start + nPoints(text)}`;
    const joined = join ? make("p", {}, make("b", {}, `joined by ${join}`), ` ${ruleWords(join)}`) : null;
    return [make("b", {}, `${role} by ${rule}`), make("p", {}, ruleWords(rule)), joined, make("p", {}, place)].filter(Boolean);
  };

  const showTip = (element) => {
    const tip = byId("tip");
    if (state.tipped === element) return;
    hideTip();
    tip.replaceChildren(...tipOf(element.row));
    tip.hidden = false;
    element.setAttribute("aria-describedby", "tip");
    state.tipped = element;
    const box = element.getBoundingClientRect();
    const top = box.bottom + tip.offsetHeight + 8 > window.innerHeight ? Math.max(4, box.top - tip.offsetHeight - 4) : box.bottom + 4;
    const left = Math.max(8, Math.min(box.left + 40, document.documentElement.clientWidth - tip.offsetWidth - 8));
    tip.style.setProperty("top", `${top + window.scrollY}px`);
    tip.style.setProperty("left", `${left + window.scrollX}px`);
  };

  const hideTip = () => {
    byId("tip").hidden = true;
    if (state.tipped) state.tipped.removeAttribute("aria-describedby");
    state.tipped = null;
  };

  // A sentence: its id, its places, and how to cite it.

  const quoted = (text) => `“${line(text)}”`;

  /** Cite as `pressmark cite ID --style apa` does. */
  const citationOf = (article, sentence) => {
    const [name, , text, , start, end] = sentence;
    const about = [article.authors.map(line).join(", "), article.title ? quoted(article.title) : "", line(article.publisher), article.published].filter(Boolean).join(", ");
    const source = `raw characters [${start}:${end}] of ${line(article.path)} (sha256:${article.sha256})`;
    const parts = [`Sentence ${line(`${article.id}#${name}`)}`, about, source, nPoints(text) <= 300 ? quoted(text) : ""];
    return `${data.apa} [${parts.filter(Boolean).join("; ")}]`;
  };

  const copy = async (text, what) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = make("textarea", { class: "unseen", "aria-label": "Text to copy" });
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    tell(`Copied: ${what}`);
  };

  const copyButton = (words, text) => {
    const button = make("button", { type: "button" }, words);
    button.addEventListener("click", async () => {
      await copy(text, words);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = words), 1500);
    });
    return button;
  };

  const term = (name, ...values) => [make("dt", {}, name), make("dd", {}, ...values)];

  const elsewhere = (id) =>
    (state.places.get(id) || []).flatMap((other, n) => [n ? ", " : "", make("a", { href: encodeId(other) }, bdi(other.split("#")[0]))]);

  const showDetail = (article, sentence) => {
    const [name, position, text, start, rawStart, rawEnd, rule, marks] = sentence;
    const id = `${article.id}#${name}`;
    const others = elsewhere(id);
    const citation = citationOf(article, sentence);
    const close = make("button", { type: "button", class: "close", "aria-label": "Close" }, "✕");
    close.addEventListener("click", closeDetail);
    const facts = [
      ...term("id", make("code", {}, bdi(id))),
      ...term("number", `${position + 1} of ${sentencesOf(article).length}`),
      ...term("text", make("code", {}, `[${start}:${start + nPoints(text)}]`)),
      ...term("raw text", make("code", {}, `[${rawStart}:${rawEnd}]`)),
      ...term("ends by", make("code", {}, rule), " ", make("span", { class: "quiet" }, ruleWords(rule))),
      ...(marks.length ? term("notes", marks.map(([, number]) => number).join(", ")) : []),
      ...(others.length ? term("also in", ...others) : []),
    ];
    byId("detail").replaceChildren(
      make("h2", {}, "Sentence"),
      close,
      make("dl", {}, ...facts),
      make("p", { class: "citation", dir: "auto", tabindex: "0" }, citation),
      make("div", { class: "buttons" }, copyButton("Copy id", id), copyButton("Copy link", `${location.href.split("#")[0]}${encodeId(id)}`), copyButton("Copy text", text), copyButton("Copy citation", citation)),
    );
    byId("detail").hidden = false;
  };

  const closeDetail = () => {
    if (byId("detail").hidden) return;
    byId("detail").hidden = true;
    unmark();
    const chosen = state.chosen && state.chosen.querySelector("a.text");
    if (chosen) chosen.focus();
  };

  const unmark = () => {
    for (const element of byId("reader").querySelectorAll(".chosen")) element.classList.remove("chosen");
    for (const element of byId("reader").querySelectorAll(".line.traced")) {
      element.querySelector(".words").replaceChildren(...wordsOf(element.row[3]));
      element.classList.remove("traced");
    }
  };

  /** Mark the raw characters that a sentence came from. */
  const trace = (from, to) => {
    for (const element of byId("reader").querySelectorAll(".line")) {
      const [, , start, text, join] = element.row;
      if (text.length > N_CHARS_OF_LINE || start >= to || start + nPoints(text) <= from) continue;
      const [low, high] = [Math.max(0, from - start), Math.max(0, to - start)];
      const arrow = join ? [make("span", { class: "arrow", "aria-hidden": "true" }, "↳ ")] : [];
      const parts = [...pieces(slice(text, 0, low)), make("mark", {}, ...pieces(slice(text, low, high))), ...pieces(slice(text, high))];
      element.querySelector(".words").replaceChildren(...arrow, ...parts);
      element.classList.add("traced");
    }
  };

  const bring = (element) => {
    const box = element.getBoundingClientRect();
    if (box.top < 90 || box.bottom > window.innerHeight - 40) element.scrollIntoView({ block: "center" });
    // In a long article the rows above may only now have got their true heights.
    if (element.closest(".long")) requestAnimationFrame(() => element.scrollIntoView({ block: "center" }));
  };

  /** Go to a record of the open article: a sentence opens its details, a note or line has the focus. */
  const goTo = (article, name, isMove) => {
    unmark();
    byId("detail").hidden = true;
    const element = name && byId(`${article.id}#${name}`);
    if (!element) return;
    if (element.closest(".clean") && state.view === "raw") setView("both");
    if (element.matches(".line") && state.view === "clean") setView("both");
    element.classList.add("chosen");
    if (element.sentence) {
      state.chosen = element;
      trace(element.sentence[4], element.sentence[5]);
      showDetail(article, element.sentence);
      const link = element.querySelector("a.text");
      moveTo(link, stopsOf("clean"));
      bring(element);
      return;
    }
    bring(element);
    if (isMove) element.focus({ preventScroll: true });
  };

  // Quotations: passages that stand in several articles.

  const placeElement = ([id, before, after], text) => {
    const entry = state.articles.find((other) => other.id === id.split("#")[0]);
    const title = make("a", { href: encodeId(id), dir: "auto" }, cut(line(entry && entry.title) || id.split("#")[0], 160));
    const about = entry ? make("p", { class: "quiet" }, ...dotted(aboutOf(entry).slice(0, 3))) : null;
    const context = make("p", { class: "context", dir: "auto" }, before ? `${line(before)} ` : "", make("mark", {}, text), after ? ` ${line(after)}` : "");
    return make("li", {}, title, about, context);
  };

  const passageElement = (passage) => {
    const text = cut(line(passage.texts.join(" ")), 1500);
    const rest = passage.n_places - passage.places.length;
    const told = `${counted(passage.texts.length, "sentence")} in ${counted(passage.n_articles, "article")}`;
    const places = passage.places.map((place) => placeElement(place, text));
    return make("section", { class: "passage", "aria-label": told }, make("p", { class: "quiet" }, told), make("ul", { class: "places" }, ...places), rest > 0 ? make("p", { class: "quiet" }, `and ${counted(rest, "more place")}`) : null);
  };

  const showQuotations = (quotations) => {
    const rest = data.n_quotations - quotations.length;
    const shown = quotations.map(passageElement);
    if (!shown.length) shown.push(make("p", { class: "empty" }, "No sentence stands in two articles."));
    if (rest > 0) shown.push(make("p", { class: "quiet" }, `${counted(rest, "shorter passage")} not shown.`));
    byId("passages").replaceChildren(...shown);
    for (const { places } of quotations) {
      const ids = places.map(([id]) => id);
      for (const id of ids) state.places.set(id, ids.filter((other) => other !== id));
    }
  };

  // The address says what is shown.

  const show = (view) => {
    for (const name of ["overview", "articles", "shared"]) byId(name).hidden = name !== view;
    for (const link of document.querySelectorAll("nav a")) {
      if (link.dataset.view === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };

  const idOfAddress = () => {
    const raw = location.hash.slice(1);
    try {
      return decodeURIComponent(raw);
    } catch {
      return raw;
    }
  };

  const VIEW_OF = { "": "overview", "/": "overview", "/articles": "articles", "/shared": "shared" };

  const showView = (view, isMove) => {
    show(view);
    byId("articles").classList.remove("reading");
    byId("detail").hidden = true;
    document.title = `${data.name} ${data.version}`;
    if (!isMove) return;
    window.scrollTo(0, 0);
    byId(`${view}-heading`).focus({ preventScroll: true });
  };

  const showRecord = async (id, isMove) => {
    const [articleId, name] = [id.split("#")[0], id.split("#").slice(1).join("#")];
    const place = state.articles.findIndex((entry) => entry.id === articleId);
    if (place < 0) {
      showView("articles", isMove);
      byId("found").textContent = `No article ${cut(line(articleId), 100)} on this page.`;
      return;
    }
    const isOpen = state.open && state.open.id === articleId && !byId("articles").hidden;
    show("articles");
    byId("articles").classList.add("reading");
    if (!isOpen) await showArticle(place);
    document.title = `${cut(line(state.open.title) || articleId, 80)} · ${data.name}`;
    if (!name && !isOpen) {
      window.scrollTo(0, 0);
      byId("detail").hidden = true;
      if (isMove) byId("reader-heading").focus({ preventScroll: true });
    }
    goTo(state.open, name, isMove);
  };

  const followAddress = async (isMove) => {
    hideTip();
    const id = idOfAddress();
    if (id === "content") return;
    if (Object.hasOwn(VIEW_OF, id)) showView(VIEW_OF[id], isMove);
    else await showRecord(id, isMove);
  };

  const THEMES = { system: ["◐", "Colours: as the system has them"], light: ["○", "Colours: light"], dark: ["●", "Colours: dark"] };

  const nextTheme = () => {
    const names = Object.keys(THEMES);
    const theme = names[(names.indexOf(document.documentElement.dataset.theme || "system") + 1) % names.length];
    document.documentElement.dataset.theme = theme;
    [byId("theme").textContent] = THEMES[theme];
    byId("theme").setAttribute("aria-label", THEMES[theme][1]);
  };

  const toSearch = () => {
    byId("detail").hidden = true;
    if (byId("articles").hidden || (byId("articles").classList.contains("reading") && window.innerWidth < 1200)) {
      history.pushState(null, "", "#/articles");
      showView("articles", false);
    }
    search();
  };

  const pressed = (event) => {
    if (event.key === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      byId("search").focus();
    } else if (event.key === "Escape") {
      if (!byId("tip").hidden) hideTip();
      else closeDetail();
    }
  };

  const listen = () => {
    const reader = byId("reader");
    let waiting = 0;
    byId("search").addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(toSearch, 150);
    });
    byId("search-form").addEventListener("submit", (event) => {
      event.preventDefault();
      toSearch();
    });
    byId("filters").addEventListener("change", () => {
      byId("detail").hidden = true;
      search();
    });
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    byId("more").addEventListener("click", () => {
      state.nShown += N_RESULTS;
      showResults(wanted(), "");
    });
    byId("theme").addEventListener("click", nextTheme);
    document.addEventListener("keydown", pressed);
    reader.addEventListener("keydown", move);
    reader.addEventListener("focusin", (event) => (event.target.matches(".line") ? showTip(event.target) : hideTip()));
    reader.addEventListener("focusout", hideTip);
    reader.addEventListener("mouseover", (event) => {
      const element = event.target.closest(".line");
      if (element) showTip(element);
    });
    reader.addEventListener("mouseleave", hideTip);
    reader.addEventListener("click", (event) => {
      const link = event.target.closest("a.text");
      if (link && link.getAttribute("href") === location.hash) followAddress(true);
    });
    window.addEventListener("hashchange", () => followAddress(true));
    for (const button of document.querySelectorAll(".copy")) {
      button.addEventListener("click", () => {
        copy(button.nextElementSibling.textContent, button.textContent);
        button.firstChild.data = "Copied";
        setTimeout(() => (button.firstChild.data = "Copy"), 1500);
      });
    }
    for (const cell of document.querySelectorAll("[data-language]")) {
      const name = languageName(cell.dataset.language);
      if (cell.dataset.language !== "unknown") cell.firstElementChild.textContent = name;
    }
  };

  const start = async () => {
    listen();
    const [articles, quotations] = await Promise.all(["index", "quotations"].map((id) => unpack(byId(id).textContent)));
    state.articles = articles;
    fillFilters();
    showQuotations(quotations);
    state.matches = articles.map((_, place) => ({ place, hits: [] }));
    showResults(wanted(), "");
    await followAddress(false);
    document.documentElement.dataset.ready = "true";
  };

  start();
})();
