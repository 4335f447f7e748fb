export const supervision = {
  title: '值班长',
  back: '返回接警台',
  section: { live: '实时', figures: '指标', handovers: '交班' },
  handovers: {
    none: '还没有交班记录', at: '时间', by: '交班人', cases: '警情 → 接手人', note: '留言', ended: '结果', nobody: '无人接手',
    taken: '{{name}} {{time}} 接完', withdrawn: '{{name}} {{time}} 收回', waiting: '{{count}} 起待接手',
  },
  live: {
    open: '未结', unclaimed: '待接警', breached: '超时未回应', actBreached: '超时未行动', unattended: '已回家，未查看',
    inHand: '有人处理', shelved: '已搁置', load: '每席位 10 分钟', flood: '警情潮，已 {{span}}', noFlood: '{{count}} 个席位，无警情潮',
    hands: '谁在处理', count: '{{count}} 起', nobody: '没有人手上有警情', waiting: '无人处理', calm: '没有等待的警情', age: '{{span}}前', more: '还有 {{count}} 起',
  },
  column: {
    alert: '警情', area: '辖区', handling: '处理', age: '报警', due: '时限', step: '操作', figure: '指标', value: '数值', target: '目标', met: '达标',
    n: 'n', against: '未达', percentiles: 'P50 / P90 / P99', trend: '逐日', alerts: '警情数', opened: '报警时间', responded: '回应', acted: '行动', outcome: '结果',
  },
  shelve: {
    title: '搁置可以等的', what: 'P1 从不搁置。到时自己回来，重新计时。', kinds: '哪些', do: '搁置 {{count}} 起', done: '已搁置 {{count}} 起', refused: '，{{count}} 起已有变化，没有动',
  },
  false: {
    title: '误报最多的', by: '按什么看', kind: '种类', device: '设备', elder: '老人', none: '这段时间没有结案的警情', review: '超过一半，请复核',
    column: { share: '误报率', false: '误报', closed: '结案', review: '复核' },
  },
  takeover: { do: '接管', of: '接管：{{name}}', from: '现由 {{name}} 处理，对方会看到您已接管。', reason: '原因（记入经过）' },
  period: { today: '今天', week: '近 7 天', month: '本月', lastMonth: '上月' },
  by: { area: '按辖区', shift: '按班次', day: '按日', month: '按月' },
  row: { area: '辖区', shift: '班次', day: '日期', month: '月份' },
  short: { respond_60: '一分钟', respond_180: '三分钟', act_600: '十分钟', false_alarms: '误报', unseen: '未查看', flood: '警情潮', accept: '接单', heartbeats: '心跳', care_calls: '关怀电话' },
  verdict: { met: '达标', missed: '未达标', noTarget: '无目标', noData: '无数据' },
  figures: {
    title: '我们的指标', period: '时段', area: '辖区', everywhere: '全部辖区', by: '分组', print: '打印报告', own: '{{name}}（本级）',
    all: '计入的 {{count}} 起', missed: '未达的 {{count}} 起', perSeat: '每席位平均 {{count}} 起', trend: '从 {{first}} 到 {{last}}，最低 {{low}}，最高 {{high}}',
  },
  behind: { all: '{{label}}：计入的警情', missed: '{{label}}：未达的警情', loading: '正在读取…', more: '更多', never: '没有', open: '查看', openOf: '在接警台查看：{{name}}' },
  careBehind: {
    all: '{{label}}：计入的关怀电话', missed: '{{label}}：没打通的关怀电话', elder: '老人', due: '约定时间', area: '辖区', attempts: '拨打次数', state: '结果', reached: '打通',
  },
  unheard: {
    title: '收到心跳最少的设备', what: '这几天共抽查 {{count}} 次，每十分钟一次；没有收到的次数多的在前。按整天计，记得两个月。', none: '这几天抽查 {{count}} 次，每次都收到了，或者已经超过两个月。',
    device: '设备', wearer: '现在的佩戴者', looks: '没收到的次数', share: '占抽查', contact: '最近上报',
  },
  report: {
    title: '运行指标报告', period: '{{from}} 至 {{to}}（{{zone}}）', area: '辖区：{{area}}', alerts: '警情 {{count}} 起',
    population: '按服务器的钟。计入时段内报警的、关于老人的 P1、P2，含自行解除的，不含搁置、测试、重复的。百分位用最近秩法；n 为样本数；心跳的 n 是抽查设备的次数，每台设备每十分钟一次。',
    missing: '未报：',
  },
};
