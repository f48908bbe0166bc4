import { chromium } from 'playwright-core';
const [,, url, out, width='1440', scheme='light', full='1'] = process.argv;
const b = await chromium.launch({executablePath:'/usr/bin/chromium', args:['--no-sandbox','--disable-gpu']});
const p = await b.newPage({viewport:{width:+width,height:900}, colorScheme:scheme, locale:'fr-FR', extraHTTPHeaders:{'Accept-Language':'fr'}});
await p.goto(url); await p.screenshot({path:out, fullPage: full==='1'}); await b.close();
