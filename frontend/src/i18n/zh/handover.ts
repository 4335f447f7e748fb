export const handover = {
  title: '交班', open: '交班', what: '交出去的警情在别人接手前仍归您。',
  leaving: '您手上还有没办完的警情。请先交班，或在接手前稍候。', leaveAnyway: '不交班，直接退出',
  banner: '{{name}} 交班：{{count}} 起待接手', bannerNote: '{{name}} 交班留言',
  from: '{{name}} {{time}} 交班', mine: '我 {{time}} 交出', waiting: '{{count}} 起待接手',
  takeAll: '全部接手', noted: '知道了', take: '接手', takeOf: '接手：{{name}}', takenBy: '{{name}} 已接手', nobodyYet: '待接手', withdraw: '收回',
  give: '交出', all: '辖区内全部未结警情（值班长）', none: '您手上没有警情。',
  note: '给下一班的话', noteOf: '关于 {{name}} 要知道的', noteHint: '下一位要知道什么', do: '交班（{{count}} 起）', doNote: '留言',
  nothing: '请选警情，或写一句话。', failed: '没有成功：{{reason}}',
};
