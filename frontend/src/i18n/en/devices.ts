import type { devices as zh } from '../zh/devices';
import type { Shape } from '../shape';

export const devices: Shape<typeof zh> = {
  title: 'Device {{id}}',
  ask: { locate: 'Locate now', find: 'Let it ring', message: 'Send a message', interval: 'Interval', sos_numbers: 'SOS numbers' },
  state: { queued: 'waits until the device is online', sent: 'sent, not confirmed yet', answered: 'confirmed by the device', expired: 'never confirmed, over' },
  by: '{{name}}, {{time}}',
  text: 'Text to show on the watch',
  send: 'Send',
  failed: 'That did not work: {{reason}}',
  readFailed: 'Its commands could not be read: {{reason}}',
};
