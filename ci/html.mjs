// Checks pages in Chromium; called by ci/html with the paths of the pages.
//
// Each page, in light and dark: no violation that axe-core knows, no message on the console, no request but the page
// itself, no scrolling sideways at four widths, and every citation gives its words on hover and on keyboard focus,
// whole and inside the window, with scripts off. In print the words beside the text are hidden and the notes are there.
// SHOTS=DIR writes pictures of each page.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { mkdirSync } from "node:fs";
import path from "node:path";

const require = createRequire(path.join(process.env.HTML_TOOLS, "x.js"));
const { chromium } = require("playwright-core");
const WIDTHS = [320, 768, 1280, 1920];
const shots = process.env.SHOTS;
let faults = 0;

function fault(file, message) {
  faults += 1;
  console.log(`${file}: ${message}`);
}

async function open(file, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const address = pathToFileURL(path.resolve(file)).href;
  page.on("console", (message) => fault(file, `message on the console: ${message.text()}`));
  page.on("pageerror", (error) => fault(file, `error on the page: ${error.message}`));
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== address) fault(file, `asks for ${request.url()}`);
  });
  await page.goto(address);
  return { page, context };
}

// axe-core needs scripts, which the page's own policy allows to nobody but the checker.
async function accessible(file, colorScheme, width) {
  const { page, context } = await open(file, { colorScheme, bypassCSP: true, viewport: { width, height: 900 } });
  await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  for (const { id, nodes } of violations) {
    fault(file, `axe, ${colorScheme}, ${width} px: ${id} at ${nodes.length} places, first ${nodes[0].html.slice(0, 160)}`);
  }
  await context.close();
}

// The words of one citation: shown, inside the window, and not cut.
const shown = (reference) => {
  const words = reference.querySelector(":scope > span");
  if (!words || !words.textContent.trim()) return "it has no words";
  const box = words.getBoundingClientRect();
  if (box.width < 40 || box.height < 10) return "its words are not shown";
  if (box.left < -1 || box.right > innerWidth + 1) return `its words leave the window (${Math.round(box.left)} to ${Math.round(box.right)} of ${innerWidth})`;
  if (words.scrollWidth > words.clientWidth + 1) return "its words are cut";
  return "";
};

async function citations(file, width, byPointer) {
  const { page, context } = await open(file, { viewport: { width, height: 900 } });
  const references = page.locator(".ref");
  for (const reference of byPointer ? await references.all() : []) {
    const name = await reference.locator("a").getAttribute("id");
    await reference.locator("a").hover();
    let wrong = await reference.evaluate(shown);
    if (wrong) fault(file, `${width} px, hover on ${name}: ${wrong}`);
    await page.mouse.move(0, 0);
  }
  // By keyboard: the tab key reaches every citation, in the order of the text, and nothing traps it.
  await page.evaluate(() => document.activeElement?.blur());
  const expected = await page.evaluate(() => [...document.querySelectorAll(".ref > a")].map((link) => link.id));
  const most = await page.evaluate(() => document.querySelectorAll("a, [tabindex]").length);
  const reached = [];
  for (let step = 0; step <= most; step += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate((source) => {
      const link = document.activeElement;
      if (!link || link === document.body) return null;
      if (!link.parentElement.matches(".ref")) return { id: "" };
      return { id: link.id, wrong: new Function(`return (${source})`)()(link.parentElement) };
    }, shown.toString());
    if (!at) break;
    if (at.id) reached.push(at.id);
    if (at.wrong) fault(file, `${width} px, focus on ${at.id}: ${at.wrong}`);
  }
  if (reached.join() !== expected.join()) {
    fault(file, `${width} px: the tab key reaches ${reached.length} of ${expected.length} citations`);
  }
  await context.close();
}

async function widths(file) {
  for (const width of WIDTHS) {
    const { page, context } = await open(file, { viewport: { width, height: 900 } });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) {
      const culprit = await page.evaluate((width) => {
        const over = [...document.querySelectorAll("main *")].find((element) => element.getBoundingClientRect().right > width + 1 && !element.closest(".table"));
        return over ? over.outerHTML.slice(0, 120) : "";
      }, width);
      fault(file, `${width} px: scrolls sideways to ${wide} px ${culprit}`);
    }
    if (shots) await page.screenshot({ path: `${shots}/${path.basename(file, ".html")}-${width}.png`, fullPage: true });
    await context.close();
  }
}

async function print(file) {
  const { page, context } = await open(file, { viewport: { width: 700, height: 900 } });
  await page.emulateMedia({ media: "print" });
  const beside = await page.locator(".ref > span").evaluateAll((all) => all.filter((words) => words.offsetHeight > 0).length);
  if (beside) fault(file, `in print ${beside} citations show their words beside the text`);
  const notes = await page.locator(".notes li").evaluateAll((all) => all.filter((note) => note.offsetHeight === 0).length);
  if (notes) fault(file, `in print ${notes} notes are missing`);
  if (shots) await page.pdf({ path: `${shots}/${path.basename(file, ".html")}-print.pdf`, preferCSSPageSize: true });
  await context.close();
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
if (shots) mkdirSync(shots, { recursive: true });
for (const file of process.argv.slice(2)) {
  for (const scheme of ["light", "dark"]) await accessible(file, scheme, 1280);
  await accessible(file, "light", 320);
  await widths(file);
  await citations(file, 1280, true);
  await citations(file, 320, false);
  await print(file);
  if (shots) {
    const { page, context } = await open(file, { colorScheme: "dark", viewport: { width: 1280, height: 900 } });
    await page.locator(".ref > a").first().focus();
    await page.screenshot({ path: `${shots}/${path.basename(file, ".html")}-dark.png` });
    await context.close();
  }
}
await browser.close();
process.exit(faults ? 1 : 0);
