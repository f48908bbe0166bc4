// Compares model/calendar.c with npm's opening_hours over random expressions and instants.
// compare.mjs MODULE TOOL EXPRESSIONS INSTANTS SEED; prints TAP.
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const [module, tool, nText, nTime, seedText] = process.argv.slice(2);
const { default: opening_hours } = await import(pathToFileURL(module));
const place = { lat: 44.94, lon: 4.73, address: { country_code: 'fr', state: 'Auvergne-Rhône-Alpes' } };
const days = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

let seed = Number(seedText) >>> 0;		// mulberry32: the same seed, the same expressions
function random() {
	seed = (seed + 0x6d2b79f5) >>> 0;
	let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = n => Math.floor(random() * n);
const pick = list => list[below(list.length)];
const some = (n, f) => Array.from({ length: 1 + below(n) }, f);
const two = n => String(n).padStart(2, '0');
const clock = m => `${two(Math.floor(m / 60))}:${two(m % 60)}`;

function hours() {
	if (random() < 0.06) {			// a night
		return `${clock(18 * 60 + 15 * below(23))}-${clock(15 * (1 + below(24)))}`;
	}
	const ranges = [];
	for (let from = 360 + 15 * below(20), n = 1 + below(3); n > 0 && from < 1380; n--) {
		const to = Math.min(1440, from + 15 * (1 + below(24)));
		ranges.push(`${clock(from)}-${clock(to)}`);
		from = to + 15 * below(12);
	}
	return ranges.join(',');
}
function day() {
	const r = random();
	if (r < 0.5) return pick(days);
	if (r < 0.85) return `${pick(days)}-${pick(days)}`;
	return `${pick(days)}[${pick(['1', '2', '3', '4', '5', '-1', '-2', '1,3', '1-2', '2,-1'])}]`;
}
function weekdays() {
	let list = some(3, day).filter(d => !/^(..)-\1$/.test(d));
	if (list.length === 0) list = ['Mo'];
	if (random() < 0.1) list.push('PH');
	return list.join(',');
}
const last = (y, m) => new Date(Date.UTC(y, m + 1, 0)).getUTCDate();
function date(withYear) {
	const y = 2025 + below(4), m = below(12), d = 1 + below(withYear ? last(y, m) : 28);
	return { y, m, d, text: `${withYear ? y + ' ' : ''}${months[m]} ${d}` };
}
function dates() {
	const r = random();
	if (r < 0.2) return pick(months);
	if (r < 0.4) return `${pick(months)}-${pick(months)}`.replace(/^(...)-\1$/, '$1');
	if (r < 0.6) return date(false).text;
	if (r < 0.7) {				// the library is never open on "Feb 16-28" of an ordinary year
		const a = date(false), n = a.d + 1 + below(28 - a.d || 1);
		return n > a.d && n < 28 ? `${a.text}-${n}` : a.text;
	}
	if (r < 0.8) {				// nor does it know "Jun 18-Jun 17", which is the whole year
		const a = date(false), b = date(false), from = a.m * 31 + a.d, to = b.m * 31 + b.d;
		return from === to || (from - to < 32 && from > to) ? a.text : `${a.text}-${b.text}`;
	}
	if (r < 0.9) { const a = date(true), b = date(true), [x, y] = [a, b].sort((p, q) =>
		p.y - q.y || p.m - q.m || p.d - q.d); return x.text === y.text ? x.text : `${x.text}-${y.text}`; }
	return date(true).text;
}
function rule(i) {
	const r = random();
	if (i === 0 && r < 0.03) return '24/7';
	if (r < 0.1) return `PH ${random() < 0.6 ? 'off' : hours()}`;
	const state = i > 0 && random() < 0.25 ? (random() < 0.5 ? 'off' : `${hours()} off`) : hours();
	if (r < 0.65) return `${weekdays()} ${state}`;
	if (r < 0.8) return `${dates()} ${weekdays()} ${state}`;
	if (r < 0.97) return `${dates()} ${state}`;
	return state;
}
function expression() {
	let text = '';
	for (let i = 0, n = 1 + below(4); i < n; i++) {
		const next = rule(i);
		// An additional rule begins with a day or a month after hours, so that it cannot be read otherwise.
		const adds = i > 0 && random() < 0.12 && /^[A-Z]/.test(next) && /\d\d:\d\d$/.test(text);
		text += i === 0 ? next : adds ? `, ${next}` : `; ${next}`;
	}
	return text;
}
// Clocks change on two nights a year; there the library's meaning is JavaScript's, ours the field's.
function isChange(s) {
	const o = t => new Date(t * 1000).getTimezoneOffset();
	return o(s - 86400) !== o(s + 86400);
}

// A text without PH is closed on holidays for us: the library must be told.
function forLibrary(text) {
	if (/PH|24\/7/.test(text)) return text;
	return `${text}; PH off`;
}
const namesOneDate = text => text.split(/[;,]/).some(r => /[A-Z][a-z][a-z] \d+(?![\d:-])(?! ?-)/.test(r));

const cases = [];
let skipped = 0;
while (cases.length < Number(nText)) {
	const text = expression();
	if (!/PH|24\/7/.test(text) && namesOneDate(text)) { skipped++; continue; }
	let oracle;
	try {
		oracle = new opening_hours(forLibrary(text), place, { locale: 'en' });
	} catch (e) { skipped++; continue; }	// it refuses some of what it could read
	const times = [];
	while (times.length < Number(nTime)) {
		const s = 1735689600 + 900 * below(4 * 365 * 96) + pick([0, 0, 1, -1]);
		if (!isChange(s)) times.push(s);
	}
	cases.push({ text, times, want: times.map(s => oracle.getState(new Date(s * 1000)) ? '1' : '0').join('') });
}
const run = spawnSync(tool, { input: cases.map(c => `${c.text}\t${c.times.join(' ')}\n`).join(''),
	maxBuffer: 1 << 30, encoding: 'utf8' });
const got = run.stdout.split('\n');
let bad = 0;
cases.forEach((c, i) => {
	if (got[i] === c.want) return;
	if (bad++ < 20) {
		const k = [...c.want].findIndex((x, n) => x !== (got[i] ?? '')[n]);
		console.log(`# ${c.text}: ${(got[i] ?? '').startsWith('!') ? got[i] :
			`at ${new Date(c.times[k] * 1000).toString()} the library says ${c.want[k]}`}`);
	}
});
console.log(`# seed ${seedText}: ${cases.length} expressions at ${nTime} instants each, ${bad} differ; ` +
	`${skipped} not compared`);
console.log('1..1');
console.log(`${bad === 0 ? 'ok' : 'not ok'} 1 - opening hours mean what opening_hours.js takes them for`);
process.exit(bad === 0 ? 0 : 1);
