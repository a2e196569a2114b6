import assert from 'node:assert/strict';
import { formatDuration, formatMicroTime, formatTime } from '../../../src/core/kubernetes/protobuf/goTime';
import { canonicalQuantity } from '../../../src/core/kubernetes/protobuf/quantity';

describe('kubernetes: values that Go writes in a form of its own', () => {
  it('writes quantities in their canonical form', () => {
    // From the rules in k8s.io/apimachinery, pkg/api/resource/quantity.go.
    const canonical: Readonly<Record<string, string>> = {
      '0': '0',
      '0Ki': '0',
      '00.0': '0',
      '1': '1',
      '100m': '100m',
      '1000m': '1',
      '1500m': '1500m',
      '0.5': '500m',
      '.5': '500m',
      '1.': '1',
      '1000': '1k',
      '1001': '1001',
      '12000000': '12M',
      '1024Ki': '1Mi',
      '1Ki': '1Ki',
      '0.5Ki': '512',
      '1.5Gi': '1536Mi',
      '1.1Ki': '1126400m',
      '100Mi': '100Mi',
      '1e3': '1e3',
      '12e6': '12e6',
      '1E': '1E',
      '1E3': '1e3',
      // Beyond the suffixes, where Kubernetes itself loses the zeros.
      '10000E': '10000000000000000000000',
      '-5': '-5',
      '-2000m': '-2',
      '+1': '1',
      '0.1n': '1n',
      '1.0000000001': '1000000001n',
      '3e-1': '300e-3',
      '8Ei': '9223372036854775807',
    };
    for (const [text, expected] of Object.entries(canonical)) {
      assert.equal(canonicalQuantity(text), expected, text);
    }
    for (const text of ['', 'a', '1 ', '1KiB', '1i', '--1', '.', '1.2.3', 'Ki']) {
      assert.equal(canonicalQuantity(text), undefined, text);
    }
  });

  it('writes durations', () => {
    const durations = new Map<number | bigint, string>([
      [0, '0s'],
      [1, '1ns'],
      [1_500, '1.5µs'],
      [100_000_000, '100ms'],
      [1_500_000_000, '1.5s'],
      [60_000_000_000, '1m0s'],
      [5_400_000_000_000, '1h30m0s'],
      [-90_000_000_000, '-1m30s'],
      [9_223_372_036_854_775_807n, '2562047h47m16.854775807s'],
      [-9_223_372_036_854_775_808n, '-2562047h47m16.854775808s'],
    ]);
    for (const [nanoseconds, expected] of durations) {
      assert.equal(formatDuration(nanoseconds), expected);
    }
  });

  it('writes times in UTC, and year 1 as null', () => {
    assert.equal(formatTime(-62_135_596_800, 0), null);
    assert.equal(formatTime(0, 0), '1970-01-01T00:00:00Z');
    assert.equal(formatTime(-1, 0), '1969-12-31T23:59:59Z');
    assert.equal(formatTime(951_782_400, 0), '2000-02-29T00:00:00Z');
    assert.equal(formatTime(253_402_300_799, 0), '9999-12-31T23:59:59Z');
    assert.equal(formatTime(253_402_300_800, 0), '10000-01-01T00:00:00Z');
    assert.equal(formatMicroTime(1, 999_999_999, 0), '1970-01-01T00:00:01.999999Z');
    assert.equal(formatMicroTime(-62_135_596_800, 0, 0), null);
    assert.throws(() => formatTime(2n ** 62n, 5), { code: 'outOfRange', offset: 5 });
  });
});
