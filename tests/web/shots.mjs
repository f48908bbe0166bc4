// shots.mjs DIR [FILTER] - pictures of every page at 360 and 1440 px, light and dark, for people to look at.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Stage, browser } from './stage.mjs';

const dir = process.argv[2] ?? 'shots', filter = process.argv[3] ?? '';
const pages = [
	['well', '/', 'well'], ['one', '/', 'one'], ['many', '/', 'many'], ['blind', '/', 'blind'],
	['site-up', '/sites/etables', 'one'], ['site-down', '/sites/alboussiere', 'one'],
	['site-closed', '/sites/boffres', 'one'], ['incidents', '/incidents', 'many'],
	['incident', '/incidents/12', 'one'], ['incident-over', '/incidents/9', 'one'],
	['group', '/incidents/11', 'many'], ['child', '/incidents/12', 'many'], ['power', '/incidents/7', 'one'],
	['checking', '/', 'checking'], ['site-checking', '/sites/boffres', 'checking'], ['site-group', '/sites/alboussiere', 'many'],
	['evidence', '/incidents/7/evidence', 'one'], ['history', '/sites/alboussiere/history', 'one'],
	['help', '/help/link', 'one'], ['sheets', '/help', 'one'], ['graph', '/graph/etables/router/rtt_med_ms?span=30h', 'one'],
	['data', '/data', 'well'], ['accessibility', '/accessibility', 'well'], ['404', '/nothing', 'well'],
	['english', '/?lang=en', 'many'], ['reports', '/reports', 'one'], ['report', '/reports/2026-10', 'one'],
	['report-point', '/reports/2026-05/etables', 'one'], ['report-year', '/reports/2026?lang=en', 'one'],
	['verify', '/reports/verify?sha256=5f2b1c9e', 'one'],
];
mkdirSync(dir, { recursive: true });
const stage = await Stage.start(), chromium = await browser();
await stage.say('frozen worse');
for (const [, url] of pages)
	if (url.startsWith('/reports'))
		await stage.until(async () => (await fetch(stage.url + url)).status === 200);
for (const [name, url, scene] of pages.filter(([n]) => n.includes(filter))) {
	await stage.say(scene);
	await new Promise((resolve) => setTimeout(resolve, 300));
	for (const [width, height] of [[360, 740], [1440, 900]])
		for (const colorScheme of ['light', 'dark']) {
			const page = await chromium.newPage({ viewport: { width, height }, colorScheme, locale: 'fr-FR' });
			await page.goto(stage.url + url);
			await page.screenshot({ path: path.join(dir, `${name}-${width}-${colorScheme}.png`), fullPage: true });
			await page.close();
		}
}
await chromium.close();
process.exit(await stage.stop());
