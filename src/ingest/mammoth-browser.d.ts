/** mammoth's build for browsers, which Node runs too: the same code is tested and shipped. */
declare module 'mammoth/mammoth.browser.min.js' {
  import mammoth from 'mammoth';
  export default mammoth;
}
