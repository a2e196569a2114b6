import type { MemberStatus } from '../../etcd';
import type { AlarmFacts, AlarmType } from '../healthFacts';

const mostAlarms = 100;

/**
 * The alarms among what a member says is wrong with it. etcd puts each there as protobuf's text form, such as
 * `memberID:8630161756594109333 alarm:NOSPACE ` (server/etcdserver/api/v3rpc/maintenance.go, Status). Asking for them
 * by the call Alarm would go through consensus and so write to every member's log, each time.
 */
export function statusAlarms(status: MemberStatus): readonly AlarmFacts[] {
  return status.errors.slice(0, mostAlarms).flatMap(text => {
    const match = /^memberID:\s?(\d{1,20}) +alarm:\s?(\w{1,40})/.exec(text);
    return match ? [{ memberId: BigInt(match[1] as string), type: alarmType(match[2] as string) }] : [];
  });
}

/** @param type The name of an AlarmType, or its number (etcd-io/etcd, api/etcdserverpb/rpc.proto). */
export function alarmType(type: string | number): AlarmType {
  switch (type) {
    case 'NOSPACE':
    case 1:
      return 'NOSPACE';
    case 'CORRUPT':
    case 2:
      return 'CORRUPT';
    default:
      return 'unknown';
  }
}
