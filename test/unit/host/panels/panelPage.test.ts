import assert from 'node:assert/strict';
import { panelPage } from '../../../../src/host/panels/panelPage';

const page = panelPage({
  script: 'https://host/a.js?x="&y',
  style: 'https://host/a.css',
  source: 'https://*.host',
  nonce: 'abc',
  language: 'en',
  title: '</title><script>alert(1)</script>',
  startData: { text: '</script><img src=x onerror=alert(1)>' },
});

describe("a panel's page", () => {
  it('allows one script by its nonce, styles by file, and nothing else', () => {
    const policy = /content="(default-src[^"]*)"/.exec(page)?.[1];
    assert.equal(
      policy,
      "default-src 'none'; script-src 'nonce-abc'; style-src https://*.host; font-src https://*.host;",
    );
    assert.doesNotMatch(page, /unsafe|<style|style=| on\w+="/);
  });

  it('runs no text that it is given', () => {
    assert.equal([...page.matchAll(/<script/g)].length, 2);
    assert.doesNotMatch(page, /<img|<\/title><script>/);
    assert.match(page, /src="https:\/\/host\/a\.js\?x=&quot;&amp;y"/);
  });
});
