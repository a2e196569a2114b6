import { hasCode } from '../../core/base/errors';
import type { Connections } from './connection';
import type { ConnectionLog } from './connectionManager';

/**
 * Connects every connection that wishes to be connected without being asked for. To be called when the view is first
 * shown. Nobody waits: what fails shows in the state of its connection.
 */
export function connectOnStart(connections: Connections, log: ConnectionLog): void {
  for (const { configuration, state } of connections.all) {
    if (configuration.connectOnStart && state.kind === 'disconnected') {
      connections.connect(configuration.id).catch(error => {
        if (!hasCode(error, 'cancelled')) {
          log.error(`Connecting ${configuration.id} on start`, error);
        }
      });
    }
  }
}
