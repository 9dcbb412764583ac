$HEADER$
/* Three planes of brightness and colour difference become red, green and blue, in one pass. */
uniform sampler2D texture1;
uniform sampler2D texture2;
uniform mat4 colours;

void main(void) {
    vec4 planes = vec4(texture2D(texture0, tex_coord0).r,
                       texture2D(texture1, tex_coord0).r,
                       texture2D(texture2, tex_coord0).r, 1.0);
    gl_FragColor = vec4((colours * planes).rgb, 1.0) * frag_color;
}
