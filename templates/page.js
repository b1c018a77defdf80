// Lets readers show only one side, source or issue of a note. The page is whole without it.
(() => {
// What is filtered: the smallest blocks that cite something. Notes know their source by its place in the page's data.
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const form = document.querySelector(".filter"), main = document.querySelector("main");
const { side, source, issue } = form.elements, output = form.querySelector("output");
let cited = [];
try { cited = JSON.parse(document.querySelector("script[type$='ld+json']").textContent).citation; } catch {}
const units = new Map();
for (const link of all(".ref > a", main)) {
const unit = link.closest("blockquote, li, tr, p");
if (!unit || unit.closest(".notes")) continue;
const note = document.getElementById(link.hash.slice(1));
units.set(unit, (units.get(unit) ?? new Set()).add(note?.dataset.s));
}
const option = (select, value, name) => select.append(new Option(name.trim(), value));
for (const name of ["optimistic", "sceptical"]) {
const heading = document.querySelector(`.side.${name} > :is(h2, h3, h4)`);
if (heading) option(side, name, heading.textContent);
}
cited.forEach((entry, index) => option(source, index, entry.name ?? entry.identifier));
// Sections: a heading with what stands below it. Issues are those with both sides in them.
const sections = [];
for (const block of main.children) {
if (/^H[23]$/.test(block.tagName)) sections.push([]);
if (block.matches(".notes, .filter")) continue;
sections.at(-1)?.push(block);
}
const issues = sections.filter(([heading, ...rest]) => heading.tagName == "H3" && rest.some((block) => block.matches(".sides")));
issues.forEach((section, index) => option(issue, index, section[0].textContent));
for (const select of [side, source, issue]) select.parentElement.hidden = select.length < 3;
const apply = () => {
const chosen = issue.value && issues[issue.value];
let shown = 0;
for (const box of all(".side", main)) box.hidden = !!side.value && !box.matches(`.${side.value}`);
for (const [unit, from] of units) {
unit.hidden = !!source.value && !from.has(source.value);
}
for (const block of main.children) {
if (!block.matches(".notes, .filter")) block.hidden = !!chosen && !chosen.includes(block) || !block.matches("h2, h3") && units.has(block) && block.hidden;
}
// What a side says of how many there are is not true of one source.
for (const words of all(".side > p", main)) if (!units.has(words)) words.hidden = !!source.value;
const visible = (unit) => !unit.closest("[hidden]");
for (const section of sections) {
const within = [...units.keys()].filter((unit) => section.some((block) => block.contains(unit)));
if (within.length && !within.some(visible)) for (const block of section) block.hidden = true;
}
for (const unit of units.keys()) shown += visible(unit);
output.value = form.dataset.shown.replace("{n}", shown).replace("{all}", units.size);
};
// A link to what is hidden, and paper, show all again.
const reset = () => { form.reset(); apply(); };
form.addEventListener("input", apply);
form.addEventListener("reset", () => setTimeout(apply));
addEventListener("beforeprint", reset);
addEventListener("hashchange", () => {
const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (target?.closest("main [hidden]")) { reset(); target.scrollIntoView(); }
});
form.hidden = false;
apply();
})();
