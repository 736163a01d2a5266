import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { type BrowserContext, chromium, type Page } from "playwright-core";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const ARGS = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

/** A real Chromium with a profile of its own. Keeps what each page complains of. */
export class Browser implements AsyncDisposable {
  readonly context: BrowserContext;
  readonly #complaints = new WeakMap<Page, string[]>();
  readonly #profile: string;

  static async start(): Promise<Browser> {
    if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing: apt-get install chromium`);
    const profile = mkdtempSync("/tmp/is-chromium-");
    return new Browser(await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: ARGS }), profile);
  }

  private constructor(context: BrowserContext, profile: string) {
    this.context = context;
    this.#profile = profile;
  }

  /** A new tab; whatever it says on its console but debugging is a complaint. */
  async open(url: string, size = { width: 1280, height: 800 }): Promise<Page> {
    const page = await this.context.newPage();
    await page.setViewportSize(size);
    page.setDefaultTimeout(15_000);
    const complaints: string[] = [];
    this.#complaints.set(page, complaints);
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(`${message.text()} (${message.location().url})`);
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(url);
    return page;
  }

  /** What a page that was opened here has complained of. */
  complaintsOf(page: Page): readonly string[] {
    return this.#complaints.get(page) ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
    rmSync(this.#profile, { recursive: true, force: true });
  }
}
