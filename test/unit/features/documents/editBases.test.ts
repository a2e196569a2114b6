import assert from 'node:assert/strict';
import { EditBases } from '../../../../src/features/documents/editBases';
import { digestOfText, type Edition } from '../../../../src/features/documents/edition';

const uri = 'etcd://test/key';

function edition(revision: bigint, text: string): Edition {
  return { revision, size: text.length, digest: digestOfText(text) };
}

/** VS Code as it uses a file system: a document that is loaded, edited, compared, reverted and saved. */
class Editor {
  readonly bases = new EditBases();
  private text = '';

  open(revision: bigint, text: string): void {
    this.stat(revision, text);
    this.peek(revision, text);
    this.shows(text);
  }

  peek(revision: bigint, text: string): void {
    this.bases.wasRead(uri, edition(revision, text));
  }

  stat(revision: bigint, text: string): void {
    this.bases.wasStated(uri, edition(revision, text));
  }

  edit(text: string): void {
    this.text = text;
    // The event of the first change comes before the one that says that there are unsaved changes.
    this.bases.documentIsClean(uri, digestOfText(text));
  }

  revert(revision: bigint, text: string): void {
    this.peek(revision, text);
    this.stat(revision, text);
    this.shows(text);
  }

  /** An attempt that VS Code's own check refuses after the stat. */
  saveRefused(revision: bigint, text: string): void {
    this.bases.saveBegins(uri);
    this.stat(revision, text);
  }

  /** An attempt that reaches the write: the revision it may replace. */
  save(revision: bigint, text: string): bigint | undefined {
    this.saveRefused(revision, text);
    return this.bases.takeOrigin(uri).expectedRevision;
  }

  saved(revision: bigint): void {
    this.bases.wasSaved(uri, edition(revision, this.text));
    this.bases.documentIsClean(uri, digestOfText(this.text));
  }

  private shows(text: string): void {
    this.text = text;
    this.bases.documentIsClean(uri, digestOfText(text));
  }
}

describe('EditBases', () => {
  let editor: Editor;

  beforeEach(() => {
    editor = new Editor();
    editor.open(5n, 'mine');
  });

  it('expects the revision that was loaded', () => {
    editor.edit('edited');
    assert.equal(editor.save(5n, 'mine'), 5n);
  });

  it('expects it also where the newer value has the same length', () => {
    editor.edit('edited');
    assert.equal(editor.save(9n, 'them'), 5n);
  });

  it('does not know documents that were never read', () => {
    const bases = new EditBases();
    bases.saveBegins(uri);
    assert.equal(bases.takeOrigin(uri).expectedRevision, undefined);
  });

  it('does not take a comparison for loading', () => {
    editor.edit('edited');
    editor.peek(9n, 'them');
    assert.equal(editor.save(9n, 'them'), 5n);
  });

  it('takes a revert for loading', () => {
    editor.edit('edited');
    editor.peek(9n, 'theirs');
    editor.revert(9n, 'theirs');
    editor.edit('edited again');
    assert.equal(editor.save(9n, 'theirs'), 9n);
  });

  it('keeps the base of a text that is undone, whatever was looked at meanwhile', () => {
    editor.edit('edited');
    for (const revision of [6n, 7n, 8n, 9n, 10n]) {
      editor.peek(revision, `theirs ${revision}`);
    }
    editor.edit('mine');
    editor.edit('edited');
    assert.equal(editor.save(5n, 'mine'), 5n);
  });

  it('does not take a reload for done that VS Code dropped because the user typed', () => {
    editor.peek(9n, 'them');
    editor.edit('edited');
    assert.equal(editor.save(9n, 'them'), 5n);
  });

  it('goes on from what was saved', () => {
    editor.edit('edited');
    assert.equal(editor.save(5n, 'mine'), 5n);
    editor.saved(6n);
    editor.edit('edited again');
    assert.equal(editor.save(6n, 'edited'), 6n);
  });

  describe('overwriting', () => {
    it('expects what the user was warned about, once', () => {
      editor.edit('edited');
      editor.saveRefused(9n, 'theirs, longer');
      assert.equal(editor.save(9n, 'theirs, longer'), 9n);
      editor.edit('more');
      assert.equal(
        editor.save(11n, 'longer still, again theirs'),
        5n,
        'a failed overwrite is no leave for the next save',
      );
    });

    it('expects what the stat of the overwriting save showed', () => {
      editor.edit('edited');
      editor.saveRefused(9n, 'theirs, longer');
      assert.equal(editor.save(10n, 'theirs, longer again'), 10n);
    });

    it('is not taken from a newer stat in the middle of a first attempt', () => {
      editor.edit('edited');
      editor.bases.saveBegins(uri);
      editor.stat(5n, 'mine');
      editor.stat(9n, 'theirs, longer');
      assert.equal(editor.bases.takeOrigin(uri).expectedRevision, 5n);
    });

    it('is not taken from an attempt that failed for another reason', () => {
      editor.edit('edited');
      editor.bases.saveBegins(uri);
      assert.equal(editor.save(9n, 'them'), 5n);
    });

    it('is not taken from a refusal before a revert', () => {
      editor.edit('edited');
      editor.saveRefused(9n, 'theirs, longer');
      editor.revert(9n, 'theirs, longer');
      editor.edit('edited on theirs');
      assert.equal(editor.save(12n, 'once more, much longer'), 9n);
    });

    it('is not taken for a store whose revisions went back', () => {
      editor.edit('edited');
      editor.saveRefused(2n, 'restored from a backup');
      assert.equal(editor.save(2n, 'restored from a backup'), 5n);
    });
  });

  describe('a save that is overtaken by a later text', () => {
    const mine = digestOfText('mine');

    it('has the earlier one for its base, once', () => {
      editor.bases.saveBegins(uri);
      editor.revert(9n, 'them');
      const origin = editor.bases.takeOvertaken(uri, mine);
      assert.deepEqual([origin?.base?.digest, origin?.expectedRevision], [mine, 5n]);
      assert.equal(editor.bases.takeOvertaken(uri, mine), undefined);
      editor.edit('edited');
      assert.equal(editor.save(9n, 'them'), 9n);
    });

    it('is none of another text', () => {
      editor.bases.saveBegins(uri);
      editor.revert(9n, 'them');
      assert.equal(editor.bases.takeOvertaken(uri, digestOfText('of another extension')), undefined);
    });

    it('is none where nothing was being saved, or the save has ended', () => {
      editor.revert(9n, 'them');
      assert.equal(editor.bases.takeOvertaken(uri, mine), undefined);
      editor.edit('edited');
      editor.save(9n, 'them');
      editor.saved(10n);
      editor.revert(11n, 'others');
      assert.equal(editor.bases.takeOvertaken(uri, digestOfText('edited')), undefined);
    });

    it('is none that VS Code refused', () => {
      editor.saveRefused(9n, 'theirs, longer');
      editor.revert(9n, 'theirs, longer');
      assert.equal(editor.bases.takeOvertaken(uri, mine), undefined);
    });
  });

  it('answers one stat of a missing key for each save', () => {
    assert.equal(editor.bases.takeSaveOfMissing(uri), false);
    editor.bases.saveBegins(uri);
    assert.deepEqual([editor.bases.takeSaveOfMissing(uri), editor.bases.takeSaveOfMissing(uri)], [true, false]);
    editor.bases.saveBegins(uri);
    editor.bases.takeOrigin(uri);
    assert.equal(editor.bases.takeSaveOfMissing(uri), false);
  });

  it('tells when another edition shows, and only then', () => {
    const changes: string[] = [];
    editor.bases.onDidChange(changed => changes.push(changed));
    editor.edit('edited');
    editor.edit('mine');
    assert.deepEqual(changes, []);
    editor.revert(9n, 'theirs');
    assert.deepEqual(changes, [uri]);
    assert.equal(editor.bases.shownBy(uri)?.revision, 9n);
  });

  it('forgets the documents used least, and does not guess about them', () => {
    for (let index = 0; index < 1000; index++) {
      editor.bases.wasRead(`etcd://test/${index}`, edition(1n, ''));
    }
    assert.equal(editor.bases.baseOf(uri), undefined);
    assert.equal(editor.save(9n, 'them'), undefined);
  });
});

describe('digestOfText', () => {
  it('is that of the text as an editor shows it', () => {
    assert.equal(digestOfText('\ufeffa\r\nb\rc\n'), digestOfText('a\nb\nc\n'));
    assert.notEqual(digestOfText('a\n\nb'), digestOfText('a\nb'));
    assert.notEqual(digestOfText('a'), digestOfText('a\n'));
  });
});
