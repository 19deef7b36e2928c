// The pickle protocol, versions 2 to 4, as far as tensors need it (Python's Lib/pickletools.py lists the opcodes).
#include "runtime/data/formats/pickle.h"

#include <ATen/ATen.h>

#include <bit>
#include <cstring>
#include <map>
#include <stdexcept>

namespace mlo::data {
namespace {

using Global = Pickled::Global;
using Items = std::shared_ptr<PickledItems>;
using Pairs = std::shared_ptr<PickledPairs>;

const std::map<std::string, at::ScalarType> storages = {
    {"torch.FloatStorage", at::kFloat},       {"torch.DoubleStorage", at::kDouble}, {"torch.HalfStorage", at::kHalf},
    {"torch.BFloat16Storage", at::kBFloat16}, {"torch.LongStorage", at::kLong},     {"torch.IntStorage", at::kInt},
    {"torch.ShortStorage", at::kShort},       {"torch.CharStorage", at::kChar},     {"torch.ByteStorage", at::kByte},
    {"torch.BoolStorage", at::kBool}};

[[noreturn]] void refuse(const std::string& why) { throw std::runtime_error(why); }

class Reader {
 public:
  Reader(std::string_view bytes, const StorageBytes& storage) : bytes_(bytes), storage_(storage) {}

  Pickled read() {
    while (true) {
      const auto code = static_cast<unsigned char>(take(1)[0]);
      if (code == '.') return pop();
      step(code);
    }
  }

 private:
  std::string_view take(std::size_t count) {
    if (count > bytes_.size() - at_) refuse("the pickle ends too early");
    at_ += count;
    return bytes_.substr(at_ - count, count);
  }
  std::string_view line() {
    const std::size_t end = bytes_.find('\n', at_);
    if (end == std::string_view::npos) refuse("the pickle ends too early");
    const std::string_view out = take(end - at_);
    take(1);
    return out;
  }
  /// A little-endian integer of `count` bytes.
  std::int64_t integer(std::size_t count, bool is_signed) {
    const std::string_view raw = take(count);
    std::uint64_t out = 0;
    for (std::size_t i = count; i-- > 0;) out = (out << 8) | static_cast<unsigned char>(raw[i]);
    if (is_signed && count > 0 && count < 8 && (raw[count - 1] & 0x80) != 0) out |= ~std::uint64_t{0} << (8 * count);
    return std::bit_cast<std::int64_t>(out);
  }
  double real() {  // big-endian
    const std::string_view raw = take(8);
    std::uint64_t out = 0;
    for (const char c : raw) out = (out << 8) | static_cast<unsigned char>(c);
    return std::bit_cast<double>(out);
  }
  Pickled text(std::size_t width) { return {std::string(take(static_cast<std::size_t>(integer(width, false))))}; }

  void push(Pickled value) { stack_.push_back(std::move(value)); }
  Pickled pop() {
    if (stack_.empty()) refuse("the pickle takes what it has not put down");
    Pickled out = std::move(stack_.back());
    stack_.pop_back();
    return out;
  }
  PickledItems pop_to_mark() {
    if (marks_.empty() || marks_.back() > stack_.size()) refuse("the pickle has a mark too few");
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    PickledItems out(std::make_move_iterator(first), std::make_move_iterator(stack_.end()));
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return out;
  }
  PickledItems pop_last(std::size_t count) {
    PickledItems out(count);
    for (std::size_t i = count; i-- > 0;) out[i] = pop();
    return out;
  }
  void push_list(PickledItems items) { push({std::make_shared<PickledItems>(std::move(items))}); }

  template <class T>
  static const T& as(const Pickled& value, const char* what) {
    const T* out = std::get_if<T>(&value.data);
    if (out == nullptr) refuse(std::string("the pickle has something else where ") + what + " is wanted");
    return *out;
  }
  Pairs dictionary() {
    if (stack_.empty()) refuse("the pickle fills a dictionary that is not there");
    return as<Pairs>(stack_.back(), "a dictionary");
  }

  void step(unsigned char code) {
    switch (code) {
      case 0x80: take(1); return;                   // PROTO
      case 0x95: take(8); return;                   // FRAME
      case 'N': push({}); return;                   // NONE
      case 0x88: push({true}); return;              // NEWTRUE
      case 0x89: push({false}); return;             // NEWFALSE
      case 'K': push({integer(1, false)}); return;  // BININT1
      case 'M': push({integer(2, false)}); return;  // BININT2
      case 'J': push({integer(4, true)}); return;   // BININT
      case 'G': push({real()}); return;             // BINFLOAT
      case 'X': push(text(4)); return;              // BINUNICODE
      case 0x8c: push(text(1)); return;             // SHORT_BINUNICODE
      case '}': push({std::make_shared<PickledPairs>()}); return;
      case ']':
      case ')': push_list({}); return;
      case '(': marks_.push_back(stack_.size()); return;
      case 't': push_list(pop_to_mark()); return;
      case 0x85: push_list(pop_last(1)); return;
      case 0x86: push_list(pop_last(2)); return;
      case 0x87: push_list(pop_last(3)); return;
      case 'q': remember(integer(1, false)); return;
      case 'r': remember(integer(4, false)); return;
      case 0x94: remember(static_cast<std::int64_t>(memo_.size())); return;
      case 'h': push(recall(integer(1, false))); return;
      case 'j': push(recall(integer(4, false))); return;
      default: structure(code);
    }
  }

  void structure(unsigned char code) {
    switch (code) {
      case 0x8a: {  // LONG1
        const auto count = static_cast<std::size_t>(integer(1, false));
        if (count > 8) refuse("the pickle has a number of more than 64 bits");
        push({integer(count, true)});
        return;
      }
      case 'a': append({pop()}); return;
      case 'e': append(pop_to_mark()); return;
      case 's': set(pop_last(2)); return;
      case 'u': set(pop_to_mark()); return;
      case 'c': {  // GLOBAL
        const std::string module(line()), name(line());
        push({Global{module + "." + name}});
        return;
      }
      case 0x93: {  // STACK_GLOBAL
        const PickledItems names = pop_last(2);
        push({Global{as<std::string>(names[0], "a name") + "." + as<std::string>(names[1], "a name")}});
        return;
      }
      case 'Q': push(persistent(pop())); return;  // BINPERSID
      case 'R': {                                 // REDUCE
        const Pickled arguments = pop(), function = pop();
        push(call(as<Global>(function, "a function").name, *as<Items>(arguments, "a tuple")));
        return;
      }
      case 'b': pop(); return;  // BUILD: attributes, such as a state dict's `_metadata`, which say nothing of tensors
      default: refuse("the pickle has an opcode that tensors do not need");
    }
  }

  void append(PickledItems items) {
    if (stack_.empty()) refuse("the pickle fills a list that is not there");
    const Items& list = as<Items>(stack_.back(), "a list");
    for (Pickled& item : items) list->push_back(std::move(item));
  }
  void set(PickledItems items) {
    const Pairs pairs = dictionary();
    if (items.size() % 2 != 0) refuse("the pickle has a key without its value");
    for (std::size_t i = 0; i < items.size(); i += 2) pairs->emplace_back(std::move(items[i]), std::move(items[i + 1]));
  }
  void remember(std::int64_t key) {
    if (stack_.empty()) refuse("the pickle keeps what is not there");
    memo_[key] = stack_.back();
  }
  const Pickled& recall(std::int64_t key) const {
    const auto found = memo_.find(key);
    if (found == memo_.end()) refuse("the pickle recalls what it has not kept");
    return found->second;
  }

  /// ("storage", torch.FloatStorage, key, device, count)
  Pickled persistent(const Pickled& id) const {
    const PickledItems& parts = *as<Items>(id, "a tuple");
    if (parts.size() < 5) refuse("the pickle has a storage without its parts");
    const auto type = storages.find(as<Global>(parts[1], "a storage").name);
    if (type == storages.end()) refuse("the pickle has a storage of an unknown type");
    const std::int64_t count = as<std::int64_t>(parts[4], "a count");
    if (count < 0) refuse("the pickle has a storage of a negative size");
    return {storage_(as<std::string>(parts[2], "a key"), type->second, count)};
  }

  static Pickled call(const std::string& name, const PickledItems& arguments) {
    if (name == "collections.OrderedDict") return {std::make_shared<PickledPairs>()};
    if (name == "torch._utils._rebuild_tensor_v2" && arguments.size() >= 4) return {rebuild(arguments)};
    if (name == "torch._utils._rebuild_parameter" && !arguments.empty()) return arguments[0];
    refuse("the pickle asks for `" + name + "`, which is not taken from files");
  }

  static std::vector<std::int64_t> integers(const Pickled& value) {
    std::vector<std::int64_t> out;
    for (const Pickled& item : *as<Items>(value, "a tuple")) out.push_back(as<std::int64_t>(item, "a size"));
    return out;
  }

  /// (storage, offset, sizes, strides, ...)
  static at::Tensor rebuild(const PickledItems& arguments) {
    const at::Tensor& storage = as<at::Tensor>(arguments[0], "a storage");
    const std::int64_t offset = as<std::int64_t>(arguments[1], "an offset");
    const auto sizes = integers(arguments[2]), strides = integers(arguments[3]);
    std::int64_t last = offset;
    bool empty = false, good = offset >= 0 && sizes.size() == strides.size();
    for (std::size_t i = 0; good && i < sizes.size(); ++i) {
      std::int64_t reach = 0;
      good = sizes[i] >= 0 && strides[i] >= 0 &&
             !__builtin_mul_overflow(std::max<std::int64_t>(sizes[i] - 1, 0), strides[i], &reach) &&
             !__builtin_add_overflow(last, reach, &last);
      empty |= sizes[i] == 0;
    }
    if (!good || (!empty && last >= storage.numel())) refuse("the pickle has a tensor that reaches beyond its storage");
    if (empty) return at::empty(sizes, storage.options());
    return storage.as_strided(sizes, strides, offset).clone(at::MemoryFormat::Contiguous);
  }

  std::string_view bytes_;
  const StorageBytes& storage_;
  std::size_t at_ = 0;
  PickledItems stack_;
  std::vector<std::size_t> marks_;
  std::map<std::int64_t, Pickled> memo_;
};

}  // namespace

Pickled read_pickle(std::string_view bytes, const StorageBytes& storage) { return Reader(bytes, storage).read(); }

}  // namespace mlo::data
