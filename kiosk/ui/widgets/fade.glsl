---VERTEX SHADER---
#ifdef GL_ES
    precision highp float;
#endif
attribute vec2 vPosition;
attribute vec2 vTexCoords0;
uniform mat4 modelview_mat;
uniform mat4 projection_mat;
varying vec2 at;

void main() {
    at = vTexCoords0;
    gl_Position = projection_mat * modelview_mat * vec4(vPosition, 0.0, 1.0);
}

---FRAGMENT SHADER---
#ifdef GL_ES
    precision highp float;
#endif
varying vec2 at;
uniform sampler2D texture0;
uniform sampler2D texture1;
uniform vec4 view0;
uniform vec4 view1;
uniform float mixed;
uniform float shade;
uniform float light;
uniform float words;

void main() {
    /* The branches are uniform: at rest only one picture is looked up. */
    vec3 colour;
    if (mixed <= 0.0) {
        colour = texture2D(texture0, view0.xy + at * view0.zw).rgb;
    } else if (mixed >= 1.0) {
        colour = texture2D(texture1, view1.xy + at * view1.zw).rgb;
    } else {
        colour = mix(texture2D(texture0, view0.xy + at * view0.zw).rgb,
                     texture2D(texture1, view1.xy + at * view1.zw).rgb, mixed);
    }
    float dark = shade * smoothstep(words - 0.3, words, at.y) * (0.8 + 0.2 * at.y);
    gl_FragColor = vec4(colour * (1.0 - dark) * light, 1.0);
}
