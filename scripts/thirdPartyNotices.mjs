/** The licences of the packages that are bundled, as most of them ask for in every copy. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {string} root the checkout.
 * @param {Iterable<string>} inputs the files that went into the bundles, as esbuild names them.
 * @returns {string} name, version, licence and licence text of each package, in the order of their names.
 * @throws {Error} for a package that states no licence.
 */
export function thirdPartyNotices(root, inputs) {
  const folders = new Set([...inputs].map(packageFolder).filter(Boolean));
  return [...folders]
    .sort()
    .map(folder => noticeOf(join(root, folder)))
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** The folder of the innermost package that a file belongs to. */
function packageFolder(input) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') {
    throw new Error(`${name} states no licence.`);
  }
  const file = readdirSync(folder).find(entry => /^(licen[cs]e|copying)(\.|-|$)/i.test(entry));
  const text = file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim() : '';
  return `${name} ${version} (${license})\n\n${text}\n`;
}
