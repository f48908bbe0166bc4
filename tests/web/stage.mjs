// stage.mjs - starts vigie-web behind play (see play.c) and a browser, and ends both.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { existsSync } from 'node:fs';
import path from 'node:path';

export const build = process.env.top_builddir ?? path.resolve('_build');

/** Why the tests cannot run here, or null. */
export async function missing() {
	if (!existsSync('/usr/bin/chromium'))
		return 'no /usr/bin/chromium';
	try {
		await import('playwright-core');
		await import('axe-core');
	} catch {
		return 'no tests/web/node_modules: run npm ci there';
	}
	return null;
}

/** One vigie-web with a made-up engine. */
export class Stage {
	static async start(scene = 'well') {
		const s = new Stage();
		s.child = spawn(path.join(build, 'play'),
			[path.join(build, 'vigie-web'), '0', '127.0.0.1', scene],
			{ stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, top_builddir: build } });
		s.exited = new Promise((resolve) => s.child.on('exit', (code, signal) => resolve(code ?? signal)));
		s.lines = createInterface({ input: s.child.stdout })[Symbol.asyncIterator]();
		const first = (await s.lines.next()).value ?? '';
		s.port = Number(first.split(' ')[1]);
		s.url = `http://127.0.0.1:${s.port}`;
		await s.until(async () => (await fetch(`${s.url}/healthz`)).status === (scene === 'none' ? 503 : 200));
		return s;
	}

	/** Sends a line to play and waits until vigie-web shows its effect, when `seen` is given. */
	async say(line, seen) {
		this.child.stdin.write(line + '\n');
		await this.lines.next();
		if (seen)
			await this.until(async () => seen(await (await fetch(this.url + '/')).text()));
	}

	/** Tries again and again for 20 s. */
	async until(fn) {
		for (let i = 0; i < 400; i++) {
			try {
				if (await fn())
					return;
			} catch { /* not yet */ }
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		throw new Error('waited in vain');
	}

	async stop() {
		this.child.stdin.end();
		return this.exited;
	}
}

export async function browser() {
	const { chromium } = await import('playwright-core');
	return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
}
