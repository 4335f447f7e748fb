export const devices = {
  title: '设备 {{id}}',
  ask: { locate: '立即定位', find: '响铃寻找', message: '发送消息', interval: '定位间隔', sos_numbers: 'SOS 号码' },
  state: { queued: '等待设备上线', sent: '已发出，等待确认', answered: '设备已确认', expired: '未送达，已过期' },
  by: '{{name}}，{{time}}',
  text: '显示在手表上的文字',
  send: '发送',
  failed: '没有办成：{{reason}}',
  readFailed: '设备指令读取失败：{{reason}}',
};
