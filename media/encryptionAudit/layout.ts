import { atRestStates, rowColumns } from '../../src/protocol/encryptionAudit';
import { flag, oneOf, optional, record, type ShapeType, text } from '../../src/protocol/shape';

/** What the page remembers while its tab is hidden. */
export const layout = record({
  sort: record({ column: oneOf(...rowColumns), descending: flag }),
  text: text(500),
  state: optional(oneOf(...atRestStates)),
});
export type Layout = ShapeType<typeof layout>;
