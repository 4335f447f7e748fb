/** Every elder as one point: a single draw call over typed arrays. Ageing happens in the shader, so it costs nothing. */
import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapLibre } from 'maplibre-gl';
import { serverNow } from '../state/store';
import type { Positions } from '../stream/positions';
import type { PointColumns } from './pointColumns';
import { FADED, POINT_LOOKS, POINT_SHAPES, shaderLook } from './pointLooks';

export const POINT_LAYER = 'elders';
/** Points only age between frames: this often is enough for fading. */
const AGEING_MS = 5_000;

const [SQUARE, CROSS, RING] = (['square', 'cross', 'ring'] as const).map((shape) => POINT_SHAPES[shape].toFixed(1));
// Dim after 2 × the interval; hollow (offline) after max(3 × the interval, 15 min), as device_silent has it.
const VERTEX = `#version 300 es
precision highp float;
uniform mat4 u_matrix; uniform float u_size; uniform float u_now;
in vec2 a_xy; in float a_fixed; in uvec2 a_meta;
out vec4 v_colour; out float v_shape;
struct Look{float shape; float size; vec4 colour;};
void main(){
  gl_Position=u_matrix*vec4(a_xy,0.,1.);
  uint presence=a_meta.x&3u; float interval=max(1.,float(a_meta.y))*60.; float age=u_now-a_fixed;
  bool offline=age>max(3.*interval,900.); bool old=age>2.*interval;
  Look look=${shaderLook(POINT_LOOKS.unknown)};
  if(presence==1u)look=${shaderLook(POINT_LOOKS.inside)};
  if(presence==2u)look=${shaderLook(POINT_LOOKS.outside)};
  if(offline)look=${shaderLook(POINT_LOOKS.offline)};
  else if(old)look.colour.a*=${FADED.toFixed(2)};
  v_shape=look.shape; v_colour=look.colour;
  gl_PointSize=u_size*look.size*(offline&&presence==2u?1.2:1.);
}`;
const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 v_colour; in float v_shape; out vec4 o;
void main(){
  vec2 p=abs(gl_PointCoord-.5)*2.; float d=length(p);
  float a=v_colour.a*(1.-smoothstep(.72,1.,d));
  if(v_shape==${SQUARE})a=v_colour.a*(1.-smoothstep(.74,.92,max(p.x,p.y)));
  if(v_shape==${CROSS})a=v_colour.a*(1.-smoothstep(.22,.42,min(p.x,p.y)))*(1.-smoothstep(.8,1.,max(p.x,p.y)));
  if(v_shape==${RING})a*=smoothstep(.38,.6,d);
  o=vec4(v_colour.rgb*a,a);
}`;

interface Resources { program: WebGLProgram; vao: WebGLVertexArrayObject; xy: WebGLBuffer; fixedAt: WebGLBuffer; meta: WebGLBuffer }

export class PointLayer implements CustomLayerInterface {
  readonly id = POINT_LAYER;
  readonly type = 'custom' as const;
  readonly renderingMode = '2d' as const;
  private readonly columns: PointColumns;
  private readonly positions: Positions;
  private readonly scale: number;
  private map: MapLibre | null = null;
  private gpu: Resources | null = null;
  private dirty = true;
  private unsubscribe: (() => void) | null = null;
  private ageing: ReturnType<typeof setInterval> | undefined;

  constructor(positions: Positions, columns: PointColumns, scale: number) {
    this.positions = positions;
    this.scale = scale;
    this.columns = columns;
  }

  onAdd(map: MapLibre, context: WebGLRenderingContext | WebGL2RenderingContext): void {
    const gl = context as WebGL2RenderingContext;
    this.map = map;
    this.gpu = createResources(gl);
    this.columns.update(null);
    this.dirty = true;
    this.unsubscribe = this.positions.subscribe((rows) => {
      this.columns.update(rows);
      this.dirty = true;
      map.triggerRepaint();
    });
    this.ageing = setInterval(() => { map.triggerRepaint(); }, AGEING_MS);
  }

  onRemove(_map: MapLibre, context: WebGLRenderingContext | WebGL2RenderingContext): void {
    this.unsubscribe?.();
    clearInterval(this.ageing);
    const gl = context as WebGL2RenderingContext;
    if (this.gpu) {
      gl.deleteVertexArray(this.gpu.vao);
      for (const buffer of [this.gpu.xy, this.gpu.fixedAt, this.gpu.meta]) gl.deleteBuffer(buffer);
      gl.deleteProgram(this.gpu.program);
    }
    this.gpu = this.map = null;
  }

  render(context: WebGLRenderingContext | WebGL2RenderingContext, args: CustomRenderMethodInput): void {
    const gl = context as WebGL2RenderingContext;
    const { gpu, columns } = this;
    if (!gpu || columns.count === 0 || !this.map) return;
    if (this.dirty) this.upload(gl, gpu);
    gl.useProgram(gpu.program);
    const matrix = relativeTo(args.defaultProjectionData.mainMatrix as unknown as ArrayLike<number>, columns.originX, columns.originY);
    gl.uniformMatrix4fv(gl.getUniformLocation(gpu.program, 'u_matrix'), false, matrix);
    // The more people, the finer the grain.
    const grain = Math.min(1.7, Math.max(0.8, 1.5 - (Math.log10(columns.count) - 3.3) * 0.38));
    const grown = Math.min(2.2, Math.max(1, 1 + (this.map.getZoom() - 12.5) * 0.35));
    gl.uniform1f(gl.getUniformLocation(gpu.program, 'u_size'), 4.2 * grain * grown * this.scale * window.devicePixelRatio);
    gl.uniform1f(gl.getUniformLocation(gpu.program, 'u_now'), serverNow() / 1000 - columns.baseTime);
    gl.bindVertexArray(gpu.vao);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.drawArrays(gl.POINTS, 0, columns.count);
    gl.bindVertexArray(null);
  }

  private upload(gl: WebGL2RenderingContext, gpu: Resources): void {
    const { count, xy, fixedAt, meta } = this.columns;
    const put = (buffer: WebGLBuffer, values: ArrayBufferView<ArrayBuffer>): void => {
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, values, gl.DYNAMIC_DRAW);
    };
    put(gpu.xy, xy.subarray(0, count * 2));
    put(gpu.fixedAt, fixedAt.subarray(0, count));
    put(gpu.meta, meta.subarray(0, count * 2));
    this.dirty = false;
  }
}

/** The map's matrix, moved to the origin in double precision before it becomes float32. */
function relativeTo(matrix: ArrayLike<number>, x: number, y: number): Float32Array {
  const m = Float64Array.from(matrix);
  const at = (i: number): number => m[i] as number;
  for (let row = 0; row < 4; row++) m[12 + row] = at(row) * x + at(4 + row) * y + at(12 + row);
  return Float32Array.from(m);
}

function createResources(gl: WebGL2RenderingContext): Resources {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]] as const) {
    const shader = gl.createShader(type);
    if (!shader) throw new Error('no shader: the graphics context is lost');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`point shader: ${gl.getProgramInfoLog(program) ?? ''}`);
  }
  const vao = gl.createVertexArray();
  const gpu: Resources = { program, vao, xy: gl.createBuffer(), fixedAt: gl.createBuffer(), meta: gl.createBuffer() };
  gl.bindVertexArray(vao);
  const attribute = (name: string, buffer: WebGLBuffer, point: (location: number) => void): void => {
    const location = gl.getAttribLocation(program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(location);
    point(location);
  };
  attribute('a_xy', gpu.xy, (location) => { gl.vertexAttribPointer(location, 2, gl.FLOAT, false, 0, 0); });
  attribute('a_fixed', gpu.fixedAt, (location) => { gl.vertexAttribPointer(location, 1, gl.FLOAT, false, 0, 0); });
  attribute('a_meta', gpu.meta, (location) => { gl.vertexAttribIPointer(location, 2, gl.UNSIGNED_BYTE, 0, 0); });
  gl.bindVertexArray(null);
  return gpu;
}
