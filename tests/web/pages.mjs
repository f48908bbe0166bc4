// pages.mjs - every page in a real browser: what it says, and that everybody can read it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Stage, browser, missing } from './stage.mjs';

const why = await missing();
if (why) {
	console.log(`1..0 # SKIP ${why}`);
	process.exit(0);
}
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let n = 0, failed = 0;

async function test(name, fn) {
	n++;
	try {
		await fn();
		console.log(`ok ${n} - ${name}`);
	} catch (error) {
		failed++;
		console.log(String(error.stack ?? error).split('\n').map((l) => `# ${l}`).join('\n'));
		console.log(`not ok ${n} - ${name}`);
	}
}

function same(got, wanted) {
	if (got !== wanted)
		throw new Error(`wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
}

function has(text, part) {
	if (!text.includes(part))
		throw new Error(`${JSON.stringify(part)} is not in ${JSON.stringify(text.slice(0, 2000))}`);
}

const plain = (s) => s.replace(/[\u00a0\u202f]/g, ' ').replace(/\s+/g, ' ').trim();
const stage = await Stage.start('one'), chromium = await browser();
const french = await chromium.newContext({ locale: 'fr-FR', viewport: { width: 1440, height: 900 } });

async function open(path, context = french) {
	const page = await context.newPage(), bad = [];
	page.on('console', (m) => m.type() === 'error' && !m.text().includes('Failed to load resource') && bad.push(m.text()));
	page.on('pageerror', (e) => bad.push(String(e)));
	const response = await page.goto(stage.url + path);
	return { page, bad, response, text: async (selector) => plain(await page.innerText(selector)) };
}

/** Changes the scene and waits until pages show it. */
async function scene(line, sign) {
	await stage.say(line, (html) => plain(html.replaceAll('&#39;', "'").replaceAll('&nbsp;', ' ')).includes(sign));
}

await test('one sentence says how the points are', async () => {
	const { page, text, bad } = await open('/');
	same(await text('h1'), '7 points ouverts fonctionnent, 1 est en panne, 2 sont fermés');
	same(await page.title(), '1 panne – SIVU des Inforoutes');
	same(await page.getAttribute('html', 'lang'), 'fr');
	has(await text('main'), 'En ce moment Accès Internet en panne – Centre multimédia d\'Alboussière depuis ');
	same(bad.join(), '');
	await page.close();
});

await test('each point has its name, its commune, its state as a word and its hours', async () => {
	const { page } = await open('/');
	const rows = await page.locator('.points > li').allInnerTexts();
	same(rows.length, 10);
	has(plain(rows[0]), 'Centre multimédia d\'Alboussière Alboussière En panne depuis ');
	has(plain(rows[0]), 'Aujourd\'hui 9 h–12 h, 14 h–18 h');
	has(plain(rows[9]), 'Fermé');
	await page.close();
});

await test('a demonstration says so', async () => {
	const { page, text } = await open('/');
	has(await text('.banner'), 'Démonstration');
	await stage.say('demo off', (html) => !html.includes('Démonstration'));
	await page.reload();
	same(await page.locator('.banner').count(), 0);
	await stage.say('demo on');
	await page.close();
});

await test('a point that is down says first what to do', async () => {
	const { page, text } = await open('/sites/alboussiere');
	const main = await text('main');
	has(main, 'Que faire ?');
	has(main, 'L\'accès Internet est en panne depuis ');
	has(main, 'les techniciens sont prévenus.');
	has(main, 'éteignez-la 30 secondes');
	same(main.indexOf('Que faire ?') < main.indexOf('Horaires d\'ouverture'), true);
	same(await page.getAttribute('.advice a.call', 'href'), 'tel:0475000000');
	await page.close();
});

await test('a point that is up does not', async () => {
	const { page, text } = await open('/sites/etables');
	has(await text('main'), 'L\'accès Internet fonctionne.');
	same(await page.locator('.advice').count(), 0);
	same(await page.locator('.charts img').count(), 5);
	await page.close();
});

await test('its graphs come in four spans, each with its figures one link away', async () => {
	const { page, text } = await open('/sites/etables');
	same((await page.locator('.spans a').allInnerTexts()).join(), '3 heures,30 heures,10 jours,1 an');
	await page.click('.spans a:has-text("10 jours")');
	has(await page.getAttribute('.charts img', 'src'), 'span=10d');
	await page.click('.charts a >> nth=0');
	same(await text('h1'), 'Temps de réponse de la ligne (ms)');
	same(await page.locator('.charts img').count(), 4);
	has(await text('main'), 'Minimum 28,0, moyenne 32,9');
	same((await page.locator('tbody tr').count()) > 20, true);
	has(await text('main'), '–');
	await page.close();
});

await test('each point has its ninety days, in words too, and their table one link away', async () => {
	await stage.until(async () => (await (await fetch(stage.url + '/')).text()).includes('class="ninety"'));
	const { page, text } = await open('/');
	same(await page.locator('.points .past').count(), 10);
	const label = plain(await page.locator('.points .past svg').first().getAttribute('aria-label'));
	if (!/^90 jours : 9\d,\d\d % de \d+(,\d)? h d'ouverture, (\d+ coupures, la plus longue|une coupure de) .*/.test(label))
		throw new Error(label);
	same(plain(await page.locator('.key').first().innerText()), 'Disponible Travaux annoncés Pas de mesure Coupure Jour fermé');
	await page.click('.points .past a >> nth=0');
	has(page.url(), '/sites/alboussiere#days');
	has(await text('#days'), label);
	await page.click('#days summary');
	same(await page.locator('#days tbody tr').count(), 90);
	same(await page.locator('#days .ninety >> nth=0').isVisible(), true);
	await page.close();
});

await test('the bars of a day sum to its opening time, and a short outage is seen', async () => {
	const { page } = await open('/sites/lamastre');
	const paths = await page.locator('#days > svg path').evaluateAll((list) => list.map((p) => [p.getAttribute('class'), p.getBBox().height]));
	same(paths.some(([name, height]) => name === 'n-down' && height >= 2), true);
	same(paths.some(([name]) => name === 'n-closed'), true);
	await page.close();
});

await test('of a large network the bars are on the point\'s page alone', async () => {
	await scene('crowd 300', 'points dans cet état');
	const home = await open('/'), point = await open('/sites/etables');
	same(await home.page.locator('.past').count(), 0);
	same(await point.page.locator('#days').count(), 1);
	await scene('one', '1 est en panne');
	await home.page.close();
	await point.page.close();
});

await test('reports: twelve months with their hours, the causes, a choice, what was published', async () => {
	await stage.say('frozen on');
	await stage.until(async () => (await (await fetch(stage.url + '/reports')).text()).includes('class="list months"'));
	const { page, text, bad } = await open('/reports');
	same(await text('h1'), 'Bilans');
	same(await page.locator('.months thead th').count(), 14);
	same(await page.locator('.months tbody tr').count(), 10);
	const cells = (await page.locator('.months tbody td, .months tfoot td').allInnerTexts()).map(plain);
	const wrong = cells.filter((c) => !/^(▼ ?)?\d{2,3},\d\d % (, sous l'objectif)? ?de [\d ]+ h/.test(c) && !/^(pas d'ouverture|non mesuré|trop peu( \d+ h.*)?)$/i.test(c));
	same(wrong.filter((c) => !c.includes('sous l\'objectif')).join('|'), '');
	same(await page.locator('.months .under').count() > 0, true);
	same((await page.locator('.months .under + small').count()) > 0, true);
	has(await page.getAttribute('.months tbody tr:first-child td:nth-child(4) a', 'href'), '/alboussiere');
	has(await text('.causes-table'), 'L\'opérateur');
	has(await text('section[aria-labelledby=frozen]'), 'octobre 2026 Tout le réseau version 2');
	same(bad.join(), '');
	await page.close();
});

await test('a report is chosen by an ordinary form, a period or two dates', async () => {
	const { page, text } = await open('/reports');
	has(plain(await page.innerText('#period')), 'octobre 2026 (publié, version 2)');
	await page.selectOption('#period', { index: 1 });
	await page.selectOption('#scope-1', 'boffres');
	await page.click('form >> nth=0 >> button');
	if (!/\/reports\/\d{4}-\d\d\/boffres$/.test(page.url()))
		throw new Error(page.url());
	await page.goto(stage.url + '/reports?from=2026-03-02&to=2026-03-08&lang=en');
	has(page.url(), '/reports/2026-03-02..2026-03-08?lang=en');
	const wrong = await page.goto(stage.url + '/reports?from=2026-03-09&to=2026-03-08');
	same(wrong.status(), 422);
	has(await text('[role=alert]'), 'Le premier jour ne peut pas être après le dernier.');
	same((await page.goto(stage.url + '/reports?period=2026-13')).status(), 422);
	await page.close();
});

await test('a published report says so, and that newer facts would change it', async () => {
	await stage.say('frozen worse');
	const { page, text } = await open('/reports/2026-09');
	has(await text('.banner.published'), 'Bilan publié, version 1, arrêtée ');
	has(await text('.banner.published'), 'Ce que l\'on sait aujourd\'hui donne les mêmes chiffres.');
	await page.goto(stage.url + '/reports/2026-10');
	has(await page.getAttribute('.banner.published a:last-child', 'href'), '/reports/verify?sha256=9e8d7c6b');
	has(await text('.report'), '9e8d7c6b');
	has(await text('.banner.published'), 'Des faits enregistrés depuis changent ces chiffres');
	await page.click('.banner.published a');
	has(await text('.banner.provisional'), 'Calcul provisoire : ce n\'est pas le bilan publié');
	await page.close();
});

await test('a paper is verified by its imprint', async () => {
	const { page, text } = await open('/reports/verify');
	await page.fill('#sha256', ' 9E8D 7C6B 0011 ');
	await page.click('button');
	has(await text('.found'), 'Ce document est la version 2 du bilan d’octobre 2026, arrêtée le 12 novembre à 16 h 40.');
	await page.goto(stage.url + '/reports/verify?sha256=5f2b1c9e');
	has(await text('main'), 'Il a été corrigé depuis : une version plus récente fait foi.');
	await page.goto(stage.url + '/reports/verify?sha256=00000000');
	has(await text('.found'), 'Aucun bilan publié ne porte cette empreinte.');
	same((await page.goto(stage.url + '/reports/verify?sha256=xyz')).status(), 422);
	await stage.say('frozen off');
	await page.close();
});

await test('a page never waits for a report: it says that it is being made', async () => {
	await stage.say('slow 2500');
	const { page, text, response } = await open('/reports/2026-06/gluiras');
	same(response.status(), 202);
	same(response.headers()['retry-after'], '2');
	has(await text('main'), 'Ce bilan est en préparation.');
	const api = await fetch(stage.url + '/api/v1/reports/2026-07');
	same(api.status, 202);
	same(api.headers.get('retry-after'), '2');
	same((await fetch(stage.url + '/reports/2026-07.csv')).status, 202);
	await stage.until(async () => (await fetch(stage.url + '/reports/2026-06/gluiras')).status === 200);
	await page.click('a.button');
	has(await text('h1'), 'Bilan');
	await stage.say('slow 0');
	await page.close();
});

await test('too many reports at once are told to come again', async () => {
	await stage.say('slow 4000');
	const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => fetch(`${stage.url}/reports/${1990 + i}`)));
	const busy = answers.filter((a) => a.status === 503);
	same(busy.length > 20 && busy.length < 60, true);
	same(busy[0].headers.get('retry-after'), '10');
	has(plain(await busy[0].text()), 'Beaucoup de bilans sont en préparation');
	same((await fetch(stage.url + '/')).status, 200);
	await stage.say('slow 0');
	await stage.until(async () => (await fetch(stage.url + '/reports/2026-05')).status === 200);
});

await test('files have names, types and an ETag', async () => {
	for (const [end, type, head] of [['.pdf', 'application/pdf', '%PDF-'], ['.csv', 'text/csv', ''], ['.json', 'application/json', '{"'],
		['.xlsx', 'application/vnd.openxmlformats', 'PK'], ['/boffres.csv', 'text/csv', '']]) {
		const path = `${stage.url}/reports/2026-05${end}`;
		await stage.until(async () => (await fetch(path)).status === 200);
		const r = await fetch(path), body = Buffer.from(await r.arrayBuffer()).toString('latin1');
		has(r.headers.get('content-type'), type);
		const name = `vigie-${end.startsWith('/') ? 'boffres' : 'sivu'}-2026-05.${end.split('.').pop()}`;
		same(r.headers.get('content-disposition'), `attachment; filename="${name}"`);
		same(body.startsWith(head), true);
		same((await fetch(path, { headers: { 'if-none-match': r.headers.get('etag') } })).status, 304);
	}
});

await test('the API gives the report and says what it does not know', async () => {
	for (const [path, status] of [['reports/2026-05', 200], ['reports/2026-05/boffres', 200], ['sites/boffres/availability?period=2026-05', 200],
		['reports/2026-13', 400], ['reports/2026-05?what=1', 400], ['sites/boffres/availability', 400], ['sites/boffres/availability?period=x', 400],
		['sites/boffres/availability?period=2026-05&a=b', 400], ['reports/2026-05/nobody', 404], ['sites/nobody/availability?period=2026-05', 404]]) {
		await stage.until(async () => (await fetch(`${stage.url}/api/v1/${path}`)).status === status);
		const r = await fetch(`${stage.url}/api/v1/${path}`), body = await r.json();
		has(r.headers.get('content-type'), status === 200 ? 'application/json' : 'application/problem+json');
		same(status === 200 ? body.frozen : body.status, status === 200 ? null : status);
	}
	const none = await (await fetch(`${stage.url}/api/v1/reports/2020-05/boffres`)).json();
	same(none.total.link.note, 'not_measured');
	same(none.total.link.availability, null);
});

await test('an incident is told in two columns', async () => {
	const { page, text } = await open('/incidents/9');
	same(await text('h1'), 'Accès Internet en panne');
	same((await page.locator('thead th').allInnerTexts()).join(), 'Étape,Arrivé,Su');
	has(plain(await page.innerText('tbody')), 'Ne répond plus');
	has(await text('main'), 'Cela a duré 2 h 10');
	await page.close();
});

await test('what vigie saw unfolds, and who was told is told without a name', async () => {
	const { page, text } = await open('/incidents/7');
	const main = await text('main');
	has(main, 'Le point n\'avait plus de courant');
	has(main, 'Qui a été prévenu 2 techniciens prévenus ');
	has(main, ' par courriel l\'animation du point prévenue ');
	has(main, ' par SMS, message pas encore remis un technicien prévenu du rétablissement ');
	has(main, 'qui répondent de nouveau : Coupure d\'électricité');
	same(await page.locator('.course details p >> nth=1').isVisible(), false);
	await page.click('.course summary >> nth=1');
	has(await text('.course details p >> nth=1'), 'la box fonctionne depuis 2 min ; sa dernière réponse avant la panne remonte à 40 min');
	has(main, 'Auparavant au même endroit Accès Internet en panne');
	await page.close();
});

await test('a cause names what it touches, and what it touches its cause', async () => {
	await scene('many', '4 points ouverts');
	const child = await open('/incidents/12');
	has(await child.text('main'), 'À cause de : NRA Alboussière : 3 points. Touche aussi : Bibliothèque de Boffres, Mairie de Champis.');
	await child.page.click('main a:has-text("NRA Alboussière")');
	has(await child.text('main'), 'Touche aussi Centre multimédia d\'Alboussière – Accès Internet en panne');
	const site = await open('/sites/alboussiere');
	has(await site.text('main'), 'Panne dans votre secteur depuis ');
	has(await site.text('.advice'), 'Ne redémarrez pas la box');
	await child.page.close();
	await site.page.close();
	await scene('one', '1 est en panne');
});

await test('what fails but is not yet sure is shown as being checked, under its cause where there is one', async () => {
	await scene('checking', 'En cours de vérification');
	const { page, text } = await open('/');
	const causes = await page.locator('section[aria-labelledby=now] .causes > li').allTextContents();
	same(causes.length, 3);
	has(plain(causes[0]), 'Mairie de Champis – en cours de vérification depuis ');
	has(plain(causes[2]), 'En cours de vérification depuis ');
	has(plain(causes[2]), '2 points');
	const site = await open('/sites/boffres');
	has(await site.text('main'), 'L\'accès Internet ne répond pas depuis ');
	has(await site.text('main'), '; vigie vérifie. Peut-être à cause de : NRA Alboussière : 3 points');
	const parent = await open('/incidents/11');
	has(await parent.text('main'), 'Bibliothèque de Boffres – en cours de vérification');
	for (const each of [page, site.page, parent.page])
		await each.close();
	await scene('one', '1 est en panne');
});

await test('the operator is given a document: layer by layer, local time and UTC, values', async () => {
	const { page, text } = await open('/incidents/7');
	await page.click('text=Document pour l\'opérateur');
	const main = await text('main');
	same((await text('h1')).startsWith('Preuves pour l\'incident 7 : '), true);
	same(/Ne répond plus \d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d \(\d\d:\d\d:\d\d UTC\)/.test(main), true);
	has(main, 'Courant sur le site coupé : la box et d\'autres équipements ont redémarré ensemble');
	has(main, 'Ligne, synchronisation non mesuré');
	has(main, 'Internet, vu de vigie joint pendant la panne');
	same(/marge de bruit, réception \(dB\) 3\d,0 dB 30,0 dB – 36,0 dB 3\d,0 dB/.test(main), true);
	has(main, 'débit synchronisé, réception (bit/s) non mesuré');
	await page.emulateMedia({ media: 'print' });
	same(await page.locator('.top nav').isVisible(), false);
	await page.close();
	same((await open('/incidents/999/evidence')).response.status(), 404);
});

await test('the outages of a line are one document, of a period that is asked for', async () => {
	const { page, text } = await open('/sites/alboussiere/history?period=2026-Q1');
	same(await text('h1'), 'Pannes de la ligne : Centre multimédia d\'Alboussière, du 01/01/2026 au 31/03/2026');
	has(await text('main'), '1 panne, 2 h 10 min en tout, dont 1 h 30 min sur les 361 h requises.');
	has(await text('main'), 'Non mesuré : 10 h sur les 361 h requises, comptées ni comme disponibles ni comme indisponibles.');
	has(await text('main'), 'En tout 1 2 h 10 min 1 h 30 min');
	for (const [path, status] of [['/sites/alboussiere/history', 200], ['/sites/nobody/history', 404],
		['/sites/alboussiere/history?period=2026-13', 422], ['/sites/alboussiere/history?period=x', 422]])
		same((await open(path)).response.status(), status);
	await page.close();
});

await test('each kind of incident has its sheet in both languages, of five steps at most', async () => {
	const kinds = ['link', 'group', 'power', 'desync', 'box', 'dns', 'no_pc', 'pc', 'backup', 'device', 'saturated',
		'flapping', 'drift', 'certificate', 'partner', 'visio', 'blind', 'vigie'];
	for (const kind of kinds)
		for (const lang of ['fr', 'en']) {
			const { page, response, text } = await open(`/help/${kind}?lang=${lang}`);
			same(response.status(), 200);
			const steps = await page.locator('.sheet ol > li').count();
			same(steps >= 1 && steps <= 5, true);
			has(await text('main'), '04 75 00 00 00');
			await page.close();
		}
	const { page, text } = await open('/help');
	same(await page.locator('main li').count(), 15);
	await page.click('text=L\'accès Internet ne fonctionne plus');
	has(await text('main'), 'Ce que vigie sait en ce moment Accès Internet en panne – Centre multimédia d\'Alboussière');
	same((await open('/help/nothing')).response.status(), 404);
	await page.close();
});

await test('incidents are listed newest first, those going on alone for whom asks', async () => {
	await scene('many', '4 points ouverts');
	const { page, text } = await open('/incidents');
	same(await page.locator('.incidents > li').count(), 4);
	has(await text('.incidents'), 'Rétabli Coupure d\'électricité Centre multimédia de Gluiras');
	await page.click('main p a');
	same(await text('h1'), 'Incidents en cours');
	await page.close();
	await scene('one', '1 est en panne');
});

await test('an old incident is asked of the engine', async () => {
	const { page, text } = await open('/incidents/3');
	same(await text('h1'), 'Box figée');
	await page.close();
});

await test('what does not exist says so, with a way on', async () => {
	for (const path of ['/nothing', '/sites/nobody', '/incidents/999', '/incidents/0', '/graph/etables/accueil/rtt_ms']) {
		const { page, response, text } = await open(path);
		same(response.status(), 404);
		same(await text('h1'), 'Cette page n\'existe pas');
		same(await page.locator('main a').count(), 1);
		await page.close();
	}
});

await test('English for whom asks for it', async () => {
	const english = await chromium.newContext({ locale: 'en-GB' });
	const a = await open('/', english), b = await open('/?lang=en');
	same(await a.text('h1'), '7 open points work, 1 is down, 2 are closed');
	same(await b.text('h1'), '7 open points work, 1 is down, 2 are closed');
	same(await b.page.getAttribute('html', 'lang'), 'en');
	await b.page.click('.points a >> nth=0');
	has(b.page.url(), 'lang=en');
	has(await b.text('main'), 'What to do?');
	await english.close();
	await b.page.close();
});

await test('many outages: one line for each cause, its points folded', async () => {
	await scene('many', '4 points ouverts fonctionnent');
	const { page, text } = await open('/');
	same(await page.locator('section[aria-labelledby=now] .causes > li').count(), 2);
	has(await text('section[aria-labelledby=planned]'), 'Travaux prévus');
	has(await text('section[aria-labelledby=planned]'), 'fin prévue');
	has(await text('section[aria-labelledby=planned]'), 'puis chaque semaine');
	has(await text('section[aria-labelledby=now] .causes'), 'NRA Alboussière : 3 points');
	same(await page.locator('.causes details li').first().isVisible(), false);
	await page.click('.causes summary');
	same(await page.locator('.causes details li').first().isVisible(), true);
	await page.close();
});

await test('blind: nothing is called down', async () => {
	await scene('blind', '8 points ne sont pas mesurés');
	const { page, text } = await open('/');
	has(await text('.blind'), 'vigie ne voit pas le réseau en ce moment');
	has(await page.title(), 'vigie aveugle');
	same((await text('main')).includes('En panne'), false);
	await page.close();
});

await test('without the engine the last state stays, with its age', async () => {
	await scene('one', '1 est en panne');
	await stage.say('away', (html) => html.includes('Données figées'));
	const { page, text } = await open('/');
	has(await text('.frozen'), 'Données figées depuis ');
	same(await text('h1'), '7 points ouverts fonctionnent, 1 est en panne, 2 sont fermés');
	const figures = await open('/graph/etables/router/rtt_med_ms');
	same(figures.response.status(), 503);
	same((await open('/incidents')).response.status(), 200);
	await stage.say('back', (html) => !html.includes('Données figées'));
	await page.reload();
	same(await page.locator('.frozen').count(), 0);
	await page.close();
});

await test('hostile names stay names', async () => {
	await stage.say('hostile', (html) => html.includes('alert(1)'));
	for (const path of ['/', '/sites/alboussiere', '/incidents', '/incidents/9', '/incidents/9/evidence', '/sites/alboussiere/history', '/help/link', '/sites/etables', '/graph/etables/router/rtt_med_ms',
		'/reports', '/reports/2026-04/etables']) {
		const { page, bad } = await open(path);
		same(await page.locator('script').count(), 0);
		same(await page.locator('[onmouseover]').count(), 0);
		same(bad.join(), '');
		has(await page.title(), '<script>alert(1)</script>');
		await page.close();
	}
	await scene('one', '1 est en panne');
});

await test('the page stays small whatever the number of points', async () => {
	await scene('crowd 3000', 'Les 602 points dans cet état');
	const { page, text } = await open('/');
	const size = (await (await fetch(stage.url + '/')).arrayBuffer()).byteLength;
	same(size < 250_000, true);
	await page.click('text=Les 301 points dans cet état >> nth=0');
	same(await page.locator('.points > li').count(), 100);
	await page.click('text=Page suivante');
	same(await page.locator('.points > li').count(), 100);
	has(await text('.pages'), 'Page précédente');
	await scene('one', '1 est en panne');
	await page.close();
});

await test('everything works by keyboard, and the first tab skips to the content', async () => {
	const { page } = await open('/');
	await page.keyboard.press('Tab');
	same(await page.evaluate(() => document.activeElement.getAttribute('href')), '#main');
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	same(await page.evaluate(() => document.activeElement.closest('main') !== null), true);
	await page.close();
});

await test('without a stylesheet or JavaScript it reads in order', async () => {
	const bare = await chromium.newContext({ locale: 'fr-FR', javaScriptEnabled: false });
	await bare.route('**/*.css', (route) => route.abort());
	const { page, text } = await open('/', bare);
	has(await text('body'), '1 est en panne');
	await bare.close();
});

// Everybody can read it: axe-core on each page, at two widths, light and dark.
const paths = [['one', '/'], ['many', '/'], ['blind', '/'], ['one', '/sites/alboussiere'], ['one', '/sites/etables'],
	['one', '/sites/boffres'], ['many', '/incidents'], ['many', '/incidents/11'], ['one', '/incidents/9'],
	['one', '/graph/etables/router/rtt_med_ms?span=30h'], ['one', '/data'], ['one', '/accessibility'], ['one', '/nothing'],
	['one', '/?lang=en']];
const more = [['checking', '/'], ['checking', '/sites/boffres'], ['many', '/incidents/12'], ['one', '/incidents/7'],
	['one', '/incidents/7/evidence'], ['one', '/sites/alboussiere/history'], ['one', '/help/link'], ['one', '/help'],
	['one', '/incidents/7/evidence?lang=en'], ['one', '/reports'], ['one', '/reports?lang=en'], ['one', '/reports/2026-05'],
	['one', '/reports/2026-10'], ['one', '/reports/2026-05/etables?lang=en'], ['one', '/reports/verify?sha256=9e8d7c6b'],
	['one', '/reports?from=1'], ['one', '/sites/etables#days']];
const signs = { one: '1 est en panne', many: '4 points ouverts', checking: 'En cours de vérification', blind: 'ne sont pas mesurés' };
for (const width of [360, 1440])
	for (const colorScheme of ['light', 'dark']) {
		const context = await chromium.newContext({ locale: 'fr-FR', colorScheme, viewport: { width, height: 800 } });

		const all = (width === 360) === (colorScheme === 'light') ? [...paths, ...more] : paths;
		await test(`axe finds nothing at ${width} px, ${colorScheme}, on ${all.length} pages`, async () => {
			for (const [name, path] of all) {
				await scene(name, signs[name]);
				const { page } = await open(path, context);
				await page.evaluate(axe);
				const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
				if (found.violations.length > 0)
					throw new Error(`${path}: ` + found.violations.map((v) =>
						`${v.id}: ${v.nodes.map((x) => x.html.slice(0, 200)).join(' | ')}`).join('\n'));
				const wide = await page.evaluate(() => document.documentElement.scrollWidth);
				if (wide > width)
					throw new Error(`${path} is ${wide} px wide`);
				await page.close();
			}
		});
		await context.close();
	}

await chromium.close();
await test('vigie-web ends in order', async () => same(await stage.stop(), 0));
console.log(`1..${n}`);
process.exit(failed > 0 ? 1 : 0);
