export const tasks = {
  title: '我的任务', asked: '（{{count}}）有人请您去',
  none: '现在没有人需要您。', open: '请别关这个页面：有人请您去，它会响铃。',
  offline: '连不上服务，正在重试。', failed: '没有成功：{{reason}}', failedAny: '没有成功，请再试一次。',
  sound: { off: '点这里打开铃声' },
  offer: {
    heading: '有人需要您', left: '还剩 {{time}}', whereMap: '看看远近', accept: '我去', decline: '去不了',
    why: '接单以后才会看到姓名和住址。',
  },
  stage: {
    offered: '等待回答', accepted: '已接单', declined: '已谢绝', expired: '已过期', en_route: '在路上', on_scene: '已到现场',
    completed: '已办完', aborted: '没有办成', withdrawn: '已撤回',
  },
  mine: {
    heading: '您接的任务', what: '要做什么', call: '打电话', home: '住址', seen: '最近位置', seenAt: '{{time}}，误差约 {{metres}} 米',
    noAddress: '没有登记住址', map: '打开地图', amap: '高德地图', loading: '正在读取住址……', reload: '重新读取',
  },
  step: { depart: '出发了', arrive: '到了', complete: '办完了', abort: '办不了', send: '提交', back: '返回' },
  ask: { complete: '老人怎么样？做了什么？', abort: '为什么办不了？', decline: '为什么去不了？（可不填）' },
  lost: '{{name}} 先接了单，谢谢您。', over: '这次邀请已经结束。',
  withdrawn: { title: '任务已撤回，不用去了', text: '{{area}} · {{kind}}', ok: '知道了' },
  before: '最近 12 小时', taken: '{{name}} 接了',
};
